using System.Globalization;
using System.Text.Json;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.SampleData.Rows;

/// <summary>Writes the <c>classifications</c> of a label as in exported rows.</summary>
internal static class Classifications
{
    private const int Question = -1;

    /// <param name="texts">The number of free texts. They determine the size for kinds of data without objects.</param>
    public static IEnumerable<FlushPoint> Write(Utf8JsonWriter json, Project project, Label label, int texts)
    {
        var inMessage = project.Media is Media.Conversational;
        json.WriteStartArray("classifications"u8);
        WriteRadio(json, project, label, project.Media is Media.Llm ? "radio-response" : "quality", nested: true, inMessage);
        WriteChecklist(json, project, label, inMessage);
        for (var i = 0; i < texts; i++)
        {
            WriteText(json, project, label, i, inMessage);
            yield return default;
        }

        json.WriteEndArray();
    }

    public static void WriteRadio(Utf8JsonWriter json, Project project, Label label, string name, bool nested, bool inMessage = false)
    {
        WriteHead(json, project, label, name, Question - (nested ? 0 : 20), inMessage);
        json.WriteStartObject(inMessage ? "conversational_radio_answer" : "radio_answer");
        WriteAnswer(json, project, label, label.Revision % 2 is 0 ? "good" : "poor", Question - (nested ? 1 : 21), withClassifications: false);
        json.WriteStartArray("classifications"u8);
        if (nested)
        {
            WriteRadio(json, project, label, "why", nested: false);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteChecklist(Utf8JsonWriter json, Project project, Label label, bool inMessage)
    {
        WriteHead(json, project, label, "weather", Question - 3, inMessage);
        json.WriteStartArray(inMessage ? "conversational_checklist_answers" : "checklist_answers");
        foreach (var (answer, i) in (ReadOnlySpan<(string, int)>)[("rain", 4), ("nebbia – 霧", 5)])
        {
            json.WriteStartObject();
            WriteAnswer(json, project, label, answer, Question - i, withClassifications: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, Project project, Label label, int index, bool inMessage)
    {
        // Free texts start at 1000, beyond the part numbers of everything else.
        WriteHead(json, project, label, project.Media is Media.Llm ? "prompt-text" : "free_text", Question - 1000 - index, inMessage);
        json.WriteStartObject(inMessage ? "conversational_text_answer" : "text_answer");
        json.WriteString("content"u8, string.Create(CultureInfo.InvariantCulture, $"naïve remark no. {index + 1} of revision {label.Revision}"));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, Project project, Label label, string name, int part, bool inMessage)
    {
        json.WriteStartObject();
        json.WriteString("feature_id"u8, Feature.IdOf(label, part));
        json.WriteString("feature_schema_id"u8, Feature.SchemaIdOf(project, Math.Max(part, Question - 1000)));
        json.WriteString("name"u8, name);
        json.WriteString("value"u8, name);
        if (inMessage)
        {
            json.WriteString("message_id"u8, Conversation.Prompt);
        }
    }

    private static void WriteAnswer(Utf8JsonWriter json, Project project, Label label, string name, int part, bool withClassifications)
    {
        json.WriteString("feature_id"u8, Feature.IdOf(label, part));
        json.WriteString("feature_schema_id"u8, Feature.SchemaIdOf(project, part));
        json.WriteString("name"u8, name);
        json.WriteString("value"u8, name);
        if (withClassifications)
        {
            json.WriteStartArray("classifications"u8);
            json.WriteEndArray();
        }
    }
}
