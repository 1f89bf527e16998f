using System.Text;
using System.Text.Json;
using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.SampleData.Rows;

/// <summary>Rows whose data is a conversation. The text is in the row itself, and annotations refer to its messages.</summary>
internal static class Conversation
{
    public const string Prompt = "0";

    private static readonly string[] Models = ["model-a", "model-b"];

    /// <summary>The conversation as the JSON text in <c>row_data</c>. Its members are invented.</summary>
    public static string Text(DataRow row)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "application/vnd.labelbox.conversational");
            json.WriteNumber("version"u8, 1);
            json.WriteStartArray("messages"u8);
            WriteMessage(json, Prompt, $"What is to be seen in {row.FileUrl}?");
            WriteMessage(json, "1", "A naïve answer: “a street in Kōbe”.");
            WriteMessage(json, "2", "A better answer: Kitano Street, 神戸.");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    public static void WriteChoice(Utf8JsonWriter json, Geometry.Messages messages)
    {
        json.WriteStartObject(messages.Choice switch
        {
            MessageChoice.Single => "selected_message",
            MessageChoice.Multi => "selected_messages",
            MessageChoice.Ranking => "ranked_messages",
            _ => throw new InvalidOperationException($"{messages.Choice} has no JSON member."),
        });
        switch (messages.Choice)
        {
            case MessageChoice.Single:
                WriteAnswer(json, messages.Chosen);
                break;
            case MessageChoice.Multi:
                json.WriteStartArray("messages"u8);
                WriteAnswers(json, messages.Chosen, ranked: false);
                break;
            default:
                json.WriteStartArray("ranked_messages"u8);
                WriteAnswers(json, messages.Chosen, ranked: true);
                break;
        }

        json.WriteString("parent_message_id"u8, Prompt);
        json.WriteEndObject();
    }

    private static void WriteAnswers(Utf8JsonWriter json, int first, bool ranked)
    {
        for (var i = 0; i < Models.Length; i++)
        {
            json.WriteStartObject();
            WriteAnswer(json, (first + i) % Models.Length);
            if (ranked)
            {
                json.WriteNumber("order"u8, i + 1);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAnswer(Utf8JsonWriter json, int answer)
    {
        json.WriteString("message_id"u8, answer is 0 ? "1" : "2");
        json.WriteString("model_config_name"u8, Models[answer]);
    }

    private static void WriteMessage(Utf8JsonWriter json, string id, string content)
    {
        json.WriteStartObject();
        json.WriteString("messageId"u8, id);
        json.WriteString("content"u8, content);
        json.WriteEndObject();
    }
}
