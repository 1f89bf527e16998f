using System.Globalization;
using System.Text.Json;
using WebhookRelay.Tests.Support;

namespace WebhookRelay.Tests.Labelbox.V1;

/// <summary>Each kind of classification of a V1 label, and its Export V2 equivalent; both handwritten.</summary>
public sealed class V1ClassificationTests
{
    public static TheoryData<string, string, string> Kinds { get; } = new()
    {
        {
            "radio",
            """{"featureId":"q","schemaId":"qs","title":"Wet?","value":"wet","answer":{"featureId":"a","schemaId":"as","title":"Yes","value":"yes"}}""",
            """{"feature_id":"q","feature_schema_id":"qs","name":"Wet?","value":"wet","radio_answer":{"feature_id":"a","feature_schema_id":"as","name":"Yes","value":"yes","classifications":[]}}"""
        },
        {
            "checklist",
            """{"featureId":"q","title":"What?","answers":[{"featureId":"a","title":"Wet","value":"wet"},{"featureId":"b","title":"Dry","value":"dry","odd":1}]}""",
            """{"feature_id":"q","name":"What?","checklist_answers":[{"feature_id":"a","name":"Wet","value":"wet","classifications":[]},{"feature_id":"b","name":"Dry","value":"dry","classifications":[],"v1":{"odd":1}}]}"""
        },
        {
            "dropdown, a list of one in the legacy export",
            """{"featureId":"q","answer":[{"featureId":"a","title":"Wet"}]}""",
            """{"feature_id":"q","checklist_answers":[{"feature_id":"a","name":"Wet","classifications":[]}]}"""
        },
        {
            "text",
            """{"featureId":"q","title":"Note","answer":"hmmm \" \u00e9 \ud83d\ude1e"}""",
            """{"feature_id":"q","name":"Note","text_answer":{"content":"hmmm \" é 😞"}}"""
        },
        {
            "nested in answers",
            """{"title":"a","answer":{"title":"b","classifications":[{"title":"c","answers":[{"title":"d","classifications":[{"title":"e","answer":"f"}]}]}]}}""",
            """{"name":"a","radio_answer":{"name":"b","classifications":[{"name":"c","checklist_answers":[{"name":"d","classifications":[{"name":"e","text_answer":{"content":"f"}}]}]}]}}"""
        },
        {
            "nested beside the answer",
            """{"title":"a","answer":{"title":"b"},"classifications":[{"title":"c","answer":"d"}]}""",
            """{"name":"a","radio_answer":{"name":"b","classifications":[]},"classifications":[{"name":"c","text_answer":{"content":"d"}}]}"""
        },
        {
            "no answer we know",
            """{"title":"a","answer":true,"answers":"x","confidence":0.5,"bbox":{"top":1}}""",
            """{"name":"a","v1":{"answer":true,"answers":"x","confidence":0.5,"bbox":{"top":1}}}"""
        },
        {
            "two of one kind",
            """{"title":"a","title":"b","answers":[{"title":"c"}],"answer":[{"title":"d"}]}""",
            """{"name":"a","checklist_answers":[{"name":"c","classifications":[]}],"v1":{"title":"b","answer":[{"title":"d"}]}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_classification_becomes(string kind, string v1, string v2)
    {
        var classifications = V1Delivery.Annotations(V1Delivery.OfClassification(v1))["classifications"]!.AsArray();

        Assert.True(classifications.Count is 1, kind);
        SameJson.Assert(v2, classifications[0]);
    }

    [Fact]
    public void Nested_list_becomes_one_list()
    {
        var annotations = V1Delivery.Annotations(V1Delivery.OfObject("""
            {"point":{"x":1,"y":2},"classifications":[[{"title":"a","answer":"b"},{"title":"c","answer":"d"}],[],[{"title":"e","answer":"f"}]]}
            """));

        SameJson.Assert("""
            [{"name":"a","text_answer":{"content":"b"}},{"name":"c","text_answer":{"content":"d"}},{"name":"e","text_answer":{"content":"f"}}]
            """, annotations["objects"]![0]!["classifications"]);
    }

    [Fact]
    public void Deep_nesting_is_supported()
    {
        const int Depth = 3_000;
        var v1 = string.Concat(Enumerable.Range(0, Depth).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"title":"{{i}}","answer":{"classifications":[""")))
            + string.Concat(Enumerable.Repeat("]}}", Depth));

        var json = V1Delivery.Read(V1Delivery.OfClassification(v1)).DataRow;
        using var row = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 100_000 });
        var innermost = row.RootElement.GetProperty("projects").GetProperty("project-1").GetProperty("labels")[0].GetProperty("annotations");
        for (var i = 0; i < Depth; i++)
        {
            var question = innermost.GetProperty("classifications")[0];
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture), question.GetProperty("name").GetString());
            innermost = question.GetProperty("radio_answer");
        }

        Assert.Equal(0, innermost.GetProperty("classifications").GetArrayLength());
    }
}
