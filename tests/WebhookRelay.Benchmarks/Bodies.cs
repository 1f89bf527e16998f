using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace WebhookRelay.Benchmarks;

/// <summary>Sample deliveries of a given size, in V1 and V2.</summary>
internal static class Bodies
{
    /// <summary>A V2 row with all export fields, filled up with objects.</summary>
    public static byte[] V2(int bytes)
    {
        const string Start = """
            {"data_row":{"id":"clwyxjdbw2hor0887c048u5tx","global_key":"bc378cff-33fa-4732-8cf8-089d7f0c9361","row_data":"https://storage.googleapis.com/bucket/images/0001.jpeg","details":{"dataset_id":"clwyxjdbw2hor0887c048aaaa","dataset_name":"street","created_at":"2024-06-01T09:00:00.000+00:00","updated_at":"2024-06-01T09:00:00.000+00:00","last_activity_at":"2024-06-05T12:00:02.000+00:00","created_by":"someone@example.com"}},"media_attributes":{"asset_type":"image","exif_rotation":"1","height":1707,"mime_type":"image/jpeg","width":2560},"projects":{"clwyxjn8e00fy07y3du1zc098":{"name":"Street","labels":[{"label_kind":"Default","version":"1.0.0","id":"clwyxjvsm1o20146z3i5tff6s","label_details":{"created_at":"2024-06-05T11:00:00.000+00:00","updated_at":"2024-06-05T12:00:00.000+00:00","created_by":"someone@example.com","content_last_updated_at":"2024-06-05T11:59:59.513+00:00","reviews":[]},"performance_details":{"seconds_to_create":66,"seconds_to_review":3,"skipped":false},"annotations":{"classifications":[{"feature_id":"clwyxjvs81o1p146z44vajhz3","feature_schema_id":"clwyxjmcl04q6070ogcg3hbw8","name":"weather","value":"weather","radio_answer":{"feature_id":"clwyxjvs81o1q146zm1t53z5s","feature_schema_id":"clwyxjmcm04q9070o770ugbs9","name":"rain","value":"rain","classifications":[]}}],"relationships":[],"objects":[
            """;
        const string End = """
            ]}}],"project_details":{"batch_id":"b7b5a0a2-0000-4000-8000-000000000000","batch_name":"June","priority":5,"workflow_status":"IN_REVIEW","workflow_history":[{"action":"Move","created_at":"2024-06-05T12:00:01.000001+00:00","next_task_name":"Initial review task"}]},"project_tags":[]}}}
            """;
        return Filled(Start, End, bytes, i => string.Create(CultureInfo.InvariantCulture, $$"""
            {"feature_id":"clwyxjvs91o1z146z{{i:D8}}","feature_schema_id":"clwyxjmcl04py070o0miig1pk","name":"car","value":"car","annotation_kind":"ImageBoundingBox","bounding_box":{"top":{{i % 1000}}.5,"left":1690.0,"height":330.0,"width":225.0},"classifications":[]}
            """));
    }

    /// <summary>A V1 delivery of the same content.</summary>
    public static byte[] V1(int bytes) => OfV1(bytes, """{"objects":[""", """],"classifications":[{"featureId":"ckmb8h0t7008e3h68hhmuf3y4","schemaId":"ckm3se1a4010w0y6rd579gyl3","title":"weather","value":"weather","answers":[{"featureId":"ckmb8h0t6008d3h689yq6cnm6","schemaId":"ckm3se1aw01120y6r7zkcd93v","title":"rain","value":"rain"}]}]}""", i =>
        string.Create(CultureInfo.InvariantCulture, $$"""
            {"featureId":"ckmb8gvd9008b3h68{{i:D8}}","schemaId":"ckm3se1a5010y0y6rcdc0bvvl","title":"car","value":"car","color":"#1CE6FF","bbox":{"top":{{i % 1000}},"left":233,"height":266,"width":413},"instanceURI":"https://api.labelbox.com/masks/feature/ckmb8gvd9008b3h68{{i:D8}}"}
            """));

    /// <summary>A V1 delivery of a video: five features in every frame.</summary>
    public static byte[] V1Video(int bytes) => OfV1(bytes, "[", "]", i => string.Create(CultureInfo.InvariantCulture, $$"""
        {"frameNumber":{{i + 1}},"classifications":[],"objects":[{{string.Join(',', Enumerable.Range(0, 5).Select(feature => string.Create(CultureInfo.InvariantCulture, $$"""{"featureId":"ckqcx1d9x06em0y618b9000{{feature:D2}}","schemaId":"ckqcx1d8h06dr0y61fqb87ecf","title":"Jellyfish","value":"jellyfish","color":"#a23030","keyframe":{{(i % 10 is 0 ? "true" : "false")}},"bbox":{"top":582,"left":1644,"height":340,"width":212},"classifications":[]}""")))}}]}
        """));

    private static byte[] OfV1(int bytes, string start, string end, Func<int, string> piece)
    {
        var empty = V1Around(start + end).Length;
        var length = (bytes - empty) * 10 / 12;
        return V1Around(Encoding.UTF8.GetString(Filled(start, end, length, piece)));
    }

    private static byte[] V1Around(string label) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["id"] = "ckmb8h50t008f3h683tugqsap",
        ["createdAt"] = "2021-03-15T23:44:18Z",
        ["updatedAt"] = "2021-03-17T13:51:59Z",
        ["secondsToLabel"] = 79.173,
        ["label"] = label,
        ["agreement"] = null,
        ["benchmarkAgreement"] = null,
        ["deleted"] = false,
        ["project"] = new JsonObject { ["id"] = "ckm4xyfncfgja0760vpfdxoro", ["createdAt"] = "2021-03-11T14:03:12Z", ["updatedAt"] = "2021-03-11T18:22:08.523Z", ["name"] = "street", ["description"] = "", ["deleted"] = false },
        ["dataRow"] = new JsonObject { ["id"] = "ckm4y6s5a1s7e0rb6bgf00oqa", ["createdAt"] = "2021-03-11T14:09:41Z", ["updatedAt"] = "2021-03-11T14:09:41Z", ["deletedAt"] = null, ["externalId"] = "177.jpg", ["rowData"] = "https://storage.googleapis.com/bucket/images/177.jpg" },
        ["dataset"] = new JsonObject { ["id"] = "ckm4xyfua04cf0z7a3wz58kgj", ["name"] = "street", ["deleted"] = false },
        ["user"] = new JsonObject { ["id"] = "ckm570mgm7q880795an0rfzmz", ["email"] = "someone@example.com" },
    }.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

    private static byte[] Filled(string start, string end, int bytes, Func<int, string> piece)
    {
        var text = new StringBuilder(start, bytes + 1024);
        for (var i = 0; text.Length + end.Length < bytes; i++)
        {
            text.Append(i is 0 ? string.Empty : ",").Append(piece(i));
        }

        return Encoding.UTF8.GetBytes(text.Append(end).ToString());
    }
}
