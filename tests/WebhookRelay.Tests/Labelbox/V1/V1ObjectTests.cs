using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Labelbox.V1;

/// <summary>Each kind of object of a V1 label, and its Export V2 equivalent; both handwritten.</summary>
public sealed class V1ObjectTests
{
    public static TheoryData<string, string, string> Kinds { get; } = new()
    {
        {
            "bounding box of an image",
            """{"featureId":"f","schemaId":"s","title":"Cat","value":"cat","color":"#ff0000","bbox":{"top":1333,"left":965.5,"height":186,"width":594},"instanceURI":"https://masks/f"}""",
            """{"feature_id":"f","feature_schema_id":"s","name":"Cat","value":"cat","bounding_box":{"top":1333,"left":965.5,"height":186,"width":594},"annotation_kind":"ImageBoundingBox","classifications":[],"v1":{"color":"#ff0000","instanceURI":"https://masks/f"}}"""
        },
        {
            "bounding box without coordinates",
            """{"featureId":"f","title":"Cat","bbox":{"top":1,"left":2,"height":3,"width":4}}""",
            """{"feature_id":"f","name":"Cat","bounding_box":{"top":1,"left":2,"height":3,"width":4},"classifications":[]}"""
        },
        {
            "bounding box on a page of a document",
            """{"featureId":"f","title":"Box","bbox":{"top":107.442,"left":102.326,"height":181.116,"width":27.5},"page":3,"unit":"POINTS"}""",
            """{"feature_id":"f","name":"Box","bounding_box":{"top":107.442,"left":102.326,"height":181.116,"width":27.5},"page_number":3,"annotation_kind":"DocumentBoundingBox","classifications":[],"v1":{"unit":"POINTS"}}"""
        },
        {
            "polygon",
            """{"featureId":"f","title":"Deer","polygon":[{"x":71.832,"y":62.37},{"x":50.636,"y":90.087},{"x":71.832,"y":62.37}],"instanceURI":"https://masks/f"}""",
            """{"feature_id":"f","name":"Deer","polygon":[{"x":71.832,"y":62.37},{"x":50.636,"y":90.087},{"x":71.832,"y":62.37}],"annotation_kind":"ImagePolygon","classifications":[],"v1":{"instanceURI":"https://masks/f"}}"""
        },
        {
            "polyline",
            """{"featureId":"f","title":"Lane","line":[{"x":1,"y":2},{"x":3,"y":4}],"instanceURI":"https://masks/f"}""",
            """{"feature_id":"f","name":"Lane","line":[{"x":1,"y":2},{"x":3,"y":4}],"annotation_kind":"ImagePolyline","classifications":[],"v1":{"instanceURI":"https://masks/f"}}"""
        },
        {
            "point",
            """{"featureId":"f","title":"Nose","point":{"x":660.353,"y":140.867},"instanceURI":"https://masks/f"}""",
            """{"feature_id":"f","name":"Nose","point":{"x":660.353,"y":140.867},"annotation_kind":"ImagePoint","classifications":[],"v1":{"instanceURI":"https://masks/f"}}"""
        },
        {
            "mask",
            """{"featureId":"f","schemaId":"s","title":"Eyes","value":"eyes","color":"#0000ff","instanceURI":"https://masks/f"}""",
            """{"feature_id":"f","feature_schema_id":"s","name":"Eyes","value":"eyes","mask":{"url":"https://masks/f"},"annotation_kind":"ImageSegmentationMask","classifications":[],"v1":{"color":"#0000ff"}}"""
        },
        {
            "mask whose address comes first",
            """{"instanceURI":"https://masks/f","featureId":"f"}""",
            """{"feature_id":"f","mask":{"url":"https://masks/f"},"annotation_kind":"ImageSegmentationMask","classifications":[]}"""
        },
        {
            "entity of a text",
            """{"featureId":"f","title":"Name","data":{"location":{"start":25,"end":44}},"format":"text.location","version":1,"instanceURI":"https://masks/f"}""",
            """{"feature_id":"f","name":"Name","location":{"start":25,"end":44},"annotation_kind":"TextEntity","classifications":[],"v1":{"format":"text.location","version":1,"instanceURI":"https://masks/f"}}"""
        },
        {
            "entity with a bare location",
            """{"featureId":"f","location":{"end":44,"start":25}}""",
            """{"feature_id":"f","location":{"start":25,"end":44},"annotation_kind":"TextEntity","classifications":[]}"""
        },
        {
            "entity of a conversation",
            """{"featureId":"f","title":"Person","data":{"location":{"messageId":"2","start":0,"end":22}},"format":"text.location"}""",
            """{"feature_id":"f","name":"Person","conversational_location":{"message_id":"2","location":{"start":0,"end":22}},"annotation_kind":"ConversationalTextEntity","classifications":[],"v1":{"format":"text.location"}}"""
        },
        {
            "entity with unknown members",
            """{"featureId":"f","data":{"location":{"start":1,"end":2,"line":3},"note":"n"}}""",
            """{"feature_id":"f","location":{"start":1,"end":2},"annotation_kind":"TextEntity","classifications":[],"v1":{"data":{"location":{"start":1,"end":2,"line":3},"note":"n"}}}"""
        },
        {
            "entity in a form we do not know is no mask",
            """{"featureId":"f","page":1,"data":{"tokens":["t"]},"instanceURI":"https://masks/f"}""",
            """{"feature_id":"f","page_number":1,"classifications":[],"v1":{"data":{"tokens":["t"]},"instanceURI":"https://masks/f"}}"""
        },
        {
            "entity of a format without a place is no mask",
            """{"featureId":"f","instanceURI":"https://masks/f","format":"text.location"}""",
            """{"feature_id":"f","classifications":[],"v1":{"instanceURI":"https://masks/f","format":"text.location"}}"""
        },
        {
            "polygon on the earth",
            """{"featureId":"f","title":"Field","type":"polygon","geometry":{"coordinates":[[[-99.2,19.41],[-99.18,19.41],[-99.2,19.41]]]}}""",
            """{"feature_id":"f","name":"Field","geojson":{"type":"Polygon","coordinates":[[[-99.2,19.41],[-99.18,19.41],[-99.2,19.41]]]},"annotation_kind":"GeoPolygon","classifications":[]}"""
        },
        {
            "box on the earth",
            """{"featureId":"f","geometry":{"coordinates":[[[1,2],[1,3],[4,3],[4,2],[1,2]]]},"type":"rectangle"}""",
            """{"feature_id":"f","geojson":{"type":"Polygon","coordinates":[[[1,2],[1,3],[4,3],[4,2],[1,2]]]},"annotation_kind":"GeoBoundingBox","classifications":[]}"""
        },
        {
            "line on the earth",
            """{"featureId":"f","type":"polyline","geometry":{"coordinates":[[1,2],[3,4]]}}""",
            """{"feature_id":"f","geojson":{"type":"LineString","coordinates":[[1,2],[3,4]]},"annotation_kind":"GeoPolyline","classifications":[]}"""
        },
        {
            "point on the earth",
            """{"featureId":"f","type":"point","geometry":{"coordinates":[-99.16156768798828,19.405725775580528]}}""",
            """{"feature_id":"f","geojson":{"type":"Point","coordinates":[-99.16156768798828,19.405725775580528]},"annotation_kind":"GeoPoint","classifications":[]}"""
        },
        {
            "shape on the earth that we do not know",
            """{"featureId":"f","type":"circle","geometry":{"coordinates":[1,2],"radius":3}}""",
            """{"feature_id":"f","classifications":[],"v1":{"geometry":{"coordinates":[1,2],"radius":3},"type":"circle"}}"""
        },
        {
            "object with two geometries keeps the second beside the first",
            """{"featureId":"f","point":{"x":1,"y":2},"bbox":{"top":1,"left":2,"height":3,"width":4}}""",
            """{"feature_id":"f","point":{"x":1,"y":2},"classifications":[],"v1":{"bbox":{"top":1,"left":2,"height":3,"width":4}}}"""
        },
        {
            "members of another type than theirs",
            """{"featureId":7,"title":null,"bbox":"none","polygon":{},"page":"iv","keyframe":true,"answer":"a","name":"n","v1":1}""",
            """{"classifications":[],"v1":{"featureId":7,"title":null,"bbox":"none","polygon":{},"page":"iv","keyframe":true,"answer":"a","name":"n","v1":1}}"""
        },
        { "nothing", "{}", """{"classifications":[]}""" },
        { "no object", "17.5", """{"v1":17.5}""" },
        { "no object but a text", "\"\"", """{"v1":""}""" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_object_becomes(string kind, string v1, string v2)
    {
        var objects = V1Delivery.Annotations(V1Delivery.OfObject(v1))["objects"]!.AsArray();

        Assert.True(objects.Count is 1, kind);
        SameJson.Assert(v2, objects[0]);
    }

    [Fact]
    public void Classifications_of_an_object_are_nested_in_it()
    {
        var annotations = V1Delivery.Annotations(V1Delivery.OfObject("""
            {"featureId":"f","point":{"x":1,"y":2},"color":"c","classifications":[{"featureId":"q","title":"Seen?","answer":{"featureId":"a","title":"Yes","value":"yes"}}],"more":1}
            """));

        SameJson.Assert("""
            {"objects":[{"feature_id":"f","point":{"x":1,"y":2},
              "classifications":[{"feature_id":"q","name":"Seen?","radio_answer":{"feature_id":"a","name":"Yes","value":"yes","classifications":[]}}],
              "v1":{"color":"c","more":1}}],
             "classifications":[]}
            """, annotations);
    }

    [Fact]
    public void Relationship_keeps_members_unknown_to_V2()
    {
        var annotations = V1Delivery.Annotations(V1Delivery.Of("""
            {"objects":[],"classifications":[],"relationships":[{"featureId":"f","schemaId":"s","title":"verb","value":"verb","data":{"source":"a","target":"b"},"relationshipType":"unidirectional","instanceURI":"https://x"}]}
            """));

        SameJson.Assert("""
            {"objects":[],"classifications":[],
             "relationships":[{"feature_id":"f","feature_schema_id":"s","name":"verb","value":"verb","v1":{"data":{"source":"a","target":"b"},"relationshipType":"unidirectional","instanceURI":"https://x"}}]}
            """, annotations);
    }

    [Theory]
    [InlineData("""{"objects":[{"bbox":{},"instanceURI":"u"}]}""", "image")]
    [InlineData("""{"objects":[{"featureId":"f"},{"instanceURI":"u"}]}""", "image")]
    [InlineData("""{"objects":[{"bbox":{},"page":1,"instanceURI":"u"}]}""", "document")]
    [InlineData("""{"objects":[{"data":{"location":{"start":1,"end":2}}}]}""", "text")]
    [InlineData("""{"objects":[{"data":{"location":{"messageId":"m","start":1,"end":2}}}]}""", "conversational")]
    [InlineData("""{"objects":[{"type":"point","geometry":{"coordinates":[1,2]}}]}""", "geospatial")]
    [InlineData("""[{"frameNumber":1}]""", "video")]
    [InlineData("""{"objects":[{"bbox":{}}]}""", null)]
    [InlineData("""{"classifications":[{"answer":"a"}]}""", null)]
    public void Media_type_follows_from_the_geometry(string label, string? mediaType) =>
        Assert.Equal(mediaType, V1Delivery.Read(V1Delivery.Of(label)).MediaType);
}
