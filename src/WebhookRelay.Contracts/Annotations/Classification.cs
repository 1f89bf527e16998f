using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>
/// An answered question. A classification has exactly one answer member and is one of: <see cref="RadioClassification"/>,
/// <see cref="ChecklistClassification"/>, <see cref="TextClassification"/>, their conversational variants
/// <see cref="ConversationalRadioClassification"/>, <see cref="ConversationalChecklistClassification"/> and
/// <see cref="ConversationalTextClassification"/>, or <see cref="UnknownClassification"/> if this version does not know the answer.
/// </summary>
public abstract class Classification : Extensible
{
    private protected Classification()
    {
    }

    /// <summary>The classification's opaque id.</summary>
    public string? FeatureId { get; set; }

    /// <summary>The question's id in the ontology. Only in newer rows.</summary>
    public string? FeatureSchemaId { get; set; }

    /// <summary>The question as shown to the labeler. It can change: do not use it as a key.</summary>
    public string? Name { get; set; }

    /// <summary>The question's machine-readable name. Only in newer rows.</summary>
    public string? Value { get; set; }

    /// <summary>The id of the message that the question is about, for conversations.</summary>
    public string? MessageId { get; set; }

    /// <summary>For V1 payloads: V1 members without a V2 equivalent, under their V1 names.</summary>
    public JsonElement? V1 { get; set; }
}

/// <summary>A question with one answer from a list.</summary>
public sealed class RadioClassification : Classification
{
    /// <summary>The answer.</summary>
    public ClassificationAnswer? RadioAnswer { get; set; }
}

/// <summary>A question with any number of answers from a list.</summary>
public sealed class ChecklistClassification : Classification
{
    /// <summary>The answers.</summary>
    public IReadOnlyList<ClassificationAnswer>? ChecklistAnswers { get; set; }
}

/// <summary>A question with a text answer.</summary>
public sealed class TextClassification : Classification
{
    /// <summary>The answer.</summary>
    public TextAnswer? TextAnswer { get; set; }
}

/// <summary>A question about a message, with one answer from a list.</summary>
public sealed class ConversationalRadioClassification : Classification
{
    /// <summary>The answer.</summary>
    public ClassificationAnswer? ConversationalRadioAnswer { get; set; }
}

/// <summary>A question about a message, with any number of answers from a list.</summary>
public sealed class ConversationalChecklistClassification : Classification
{
    /// <summary>The answers.</summary>
    public IReadOnlyList<ClassificationAnswer>? ConversationalChecklistAnswers { get; set; }
}

/// <summary>A question about a message, with a text answer.</summary>
public sealed class ConversationalTextClassification : Classification
{
    /// <summary>The answer.</summary>
    public TextAnswer? ConversationalTextAnswer { get; set; }
}

/// <summary>A question with an unknown kind of answer, or without an answer. Unknown members are kept in <see cref="Extensible.Unknown"/>.</summary>
public sealed class UnknownClassification : Classification;

/// <summary>A selected answer.</summary>
public sealed class ClassificationAnswer : Extensible
{
    /// <summary>The answer's opaque id.</summary>
    public string? FeatureId { get; set; }

    /// <summary>The answer's id in the ontology. Only in newer rows.</summary>
    public string? FeatureSchemaId { get; set; }

    /// <summary>The answer as shown to the labeler. It can change: do not use it as a key.</summary>
    public string? Name { get; set; }

    /// <summary>The answer's machine-readable name.</summary>
    public string? Value { get; set; }

    /// <summary>
    /// Questions that depend on this answer, nested to any depth. They are typed down to 512 levels of JSON; deeper ones are kept
    /// as <see cref="Extensible.Misfit"/> or in <see cref="Extensible.Unknown"/>.
    /// </summary>
    public IReadOnlyList<Classification>? Classifications { get; set; }

    /// <summary>For V1 payloads: V1 members without a V2 equivalent, under their V1 names.</summary>
    public JsonElement? V1 { get; set; }
}

/// <summary>A text answer.</summary>
public sealed class TextAnswer : Extensible
{
    /// <summary>The text.</summary>
    public string? Content { get; set; }
}
