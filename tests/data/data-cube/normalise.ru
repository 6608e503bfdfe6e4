# The normalisation algorithm of the RDF Data Cube Vocabulary, section 10, phase 1:
# types and component properties that abbreviated cubes leave out.
PREFIX qb: <http://purl.org/linked-data/cube#>

INSERT { ?o a qb:Observation . ?d a qb:DataSet } WHERE { ?o qb:dataSet ?d } ;
INSERT { ?o a qb:Observation } WHERE { ?s qb:observation ?o } ;
INSERT { ?s a qb:Slice } WHERE { ?d qb:slice ?s } ;
INSERT { ?d a qb:DataSet ; qb:structure ?s . ?s a qb:DataStructureDefinition }
WHERE { ?d qb:structure ?s } ;
INSERT { ?c qb:componentProperty ?p . ?p a qb:DimensionProperty }
WHERE { ?c qb:dimension ?p } ;
INSERT { ?c qb:componentProperty ?p . ?p a qb:MeasureProperty }
WHERE { ?c qb:measure ?p } ;
INSERT { ?c qb:componentProperty ?p . ?p a qb:AttributeProperty }
WHERE { ?c qb:attribute ?p }
