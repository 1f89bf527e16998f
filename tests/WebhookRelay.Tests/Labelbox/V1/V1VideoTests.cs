using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Labelbox.V1;

/// <summary>The frames of a V1 video label, and what they are in Export V2; both sides written by hand.</summary>
public sealed class V1VideoTests
{
    private const string Frames = """
        [{"frameNumber":1,"classifications":[],"objects":[{"featureId":"car","schemaId":"s","title":"Car","value":"car","color":"#1CE6FF","keyframe":true,"bbox":{"top":1164,"left":2538,"height":222,"width":119},"classifications":[]},
                                                          {"featureId":"ear","title":"Ear","keyframe":true,"point":{"x":943,"y":500}}]},
         {"frameNumber":2,"classifications":[{"featureId":"wet","title":"Wet?","keyframe":true,"answer":{"featureId":"yes","title":"Yes"}}],
                          "objects":[{"keyframe":false,"featureId":"car","title":"Car","bbox":{"top":1165.5,"left":2538,"height":222,"width":119}}]},
         {"frameNumber":3,"objects":[{"featureId":"car","keyframe":true,"line":[{"x":1,"y":2}]}]},
         {"frameNumber":7,"objects":[{"featureId":"car","keyframe":true,"instanceURI":"https://masks/7"}],"classifications":[]}]
        """;

    private const string Expected = """
        {"frames":{
           "1":{"objects":{
                  "car":{"feature_id":"car","feature_schema_id":"s","name":"Car","value":"car","bounding_box":{"top":1164,"left":2538,"height":222,"width":119},"annotation_kind":"VideoBoundingBox","classifications":[],"v1":{"color":"#1CE6FF"}},
                  "ear":{"feature_id":"ear","name":"Ear","point":{"x":943,"y":500},"annotation_kind":"VideoPoint","classifications":[]}},
                "classifications":[]},
           "2":{"classifications":[{"feature_id":"wet","name":"Wet?","radio_answer":{"feature_id":"yes","name":"Yes","classifications":[]}}],
                "objects":{"car":{"feature_id":"car","name":"Car","bounding_box":{"top":1165.5,"left":2538,"height":222,"width":119},"annotation_kind":"VideoBoundingBox","classifications":[]}}},
           "3":{"objects":{"car":{"feature_id":"car","line":[{"x":1,"y":2}],"annotation_kind":"VideoPolyline","classifications":[]}},"classifications":[]},
           "7":{"objects":{"car":{"feature_id":"car","mask":{"url":"https://masks/7"},"annotation_kind":"VideoSegmentationMask","classifications":[]}},"classifications":[]}},
         "segments":{"car":[[1,3],[7,7]],"ear":[[1,1]],"wet":[[2,2]]},
         "key_frame_feature_map":{"car":{"1":true,"2":false,"3":true,"7":true},"ear":{"1":true},"wet":{"2":true}},
         "classifications":[]}
        """;

    [Fact]
    public void A_list_of_frames_becomes_frames_segments_and_key_frames() =>
        SameJson.Assert(Expected, V1Delivery.Annotations(V1Delivery.Of(Frames)));

    [Fact]
    public void Frames_may_stand_beside_classifications_of_the_whole_video()
    {
        var annotations = V1Delivery.Annotations(V1Delivery.Of("""
            {"classifications":[{"title":"Scene","answer":"night"}],"frames":[{"frameNumber":1,"objects":[{"featureId":"a"}]}]}
            """));

        SameJson.Assert("""
            {"classifications":[{"name":"Scene","text_answer":{"content":"night"}}],
             "frames":{"1":{"objects":{"a":{"feature_id":"a","classifications":[]}},"classifications":[]}},
             "segments":{"a":[[1,1]]},"key_frame_feature_map":{}}
            """, annotations);
    }

    [Fact]
    public void Frames_in_any_order_make_the_same_segments()
    {
        var annotations = V1Delivery.Annotations(V1Delivery.Of("""
            [{"frameNumber":3,"objects":[{"featureId":"b"},{"featureId":"a"}]},{"frameNumber":1,"objects":[{"featureId":"a"}]},{"frameNumber":2,"objects":[{"featureId":"a"}]}]
            """));

        SameJson.Assert("""{"b":[[3,3]],"a":[[1,3]]}""", annotations["segments"]);
    }

    [Fact]
    public void Invalid_frames_are_preserved_beside_the_others()
    {
        var annotations = V1Delivery.Annotations(V1Delivery.Of("""
            [{"frameNumber":1,"note":"n","objects":[{"featureId":"a","title":"first"},{"featureId":"a","title":"second"},{"title":"nameless"},5],"classifications":[{"title":"c","keyframe":true,"answer":"d"},6]},
             {"frameNumber":1,"objects":[]},
             {"frameNumber":9999999,"objects":[]},
             {"objects":[]},
             "odd"]
            """));

        SameJson.Assert("""
            {"frames":{"1":{
               "objects":{"a":{"feature_id":"a","name":"first","classifications":[]}},
               "classifications":[{"name":"c","text_answer":{"content":"d"},"v1":{"keyframe":true}},{"v1":6}],
               "v1":{"note":"n","objects":[{"featureId":"a","title":"second"},{"title":"nameless"},5]}}},
             "segments":{"a":[[1,1]]},"key_frame_feature_map":{},"classifications":[],
             "v1":{"frames":[{"frameNumber":1,"objects":[]},{"frameNumber":9999999,"objects":[]},{"objects":[]},"odd"]}}
            """, annotations);
    }

    [Fact]
    public void Address_of_frames_is_preserved()
    {
        var annotations = V1Delivery.Annotations(V1Delivery.Of("""{"frames":"https://api.labelbox.com/v1/frames/x"}"""));

        SameJson.Assert("""{"objects":[],"classifications":[],"v1":{"frames":"https://api.labelbox.com/v1/frames/x"}}""", annotations);
    }

    [Fact]
    public void Many_features_are_kept_apart()
    {
        const int Features = 5_000;
        var objects = string.Join(',', Enumerable.Range(0, Features).Select(i => $$"""{"featureId":"feature-{{i}}","keyframe":{{(i % 2 is 0 ? "true" : "false")}}}"""));
        var annotations = V1Delivery.Annotations(V1Delivery.Of($$"""[{"frameNumber":1,"objects":[{{objects}}]},{"frameNumber":2,"objects":[{{objects}}]}]"""));

        Assert.Equal(Features, annotations["frames"]!["2"]!["objects"]!.AsObject().Count);
        Assert.Equal(Features, annotations["segments"]!.AsObject().Count);
        SameJson.Assert("[[1,2]]", annotations["segments"]!["feature-4999"]);
        SameJson.Assert("""{"1":false,"2":false}""", annotations["key_frame_feature_map"]!["feature-4999"]);
    }
}
