using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>
/// A question that was answered. Each has exactly one answer, and is one of: <see cref="RadioClassification"/>,
/// <see cref="ChecklistClassification"/>, <see cref="TextClassification"/>, their conversational variants
/// <see cref="ConversationalRadioClassification"/>, <see cref="ConversationalChecklistClassification"/> and
/// <see cref="ConversationalTextClassification"/>, or, for an answer this version does not know, <see cref="UnknownClassification"/>.
/// </summary>
public abstract class Classification : Extensible
{
    private protected Classification()
    {
    }

    /// <summary>The id of this answered question. Opaque.</summary>
    public string? FeatureId { get; set; }

    /// <summary>The id of the question in the ontology. Only newer rows have it.</summary>
    public string? FeatureSchemaId { get; set; }

    /// <summary>The question as the labeler reads it. Never a key: it can change.</summary>
    public string? Name { get; set; }

    /// <summary>The question's machine-readable name. Only newer rows have it.</summary>
    public string? Value { get; set; }

    /// <summary>In a conversation: the message that is asked about.</summary>
    public string? MessageId { get; set; }

    /// <summary>Of a V1 delivery: what has no place in this shape, in its V1 names.</summary>
    public JsonElement? V1 { get; set; }
}

/// <summary>A question with one answer out of several.</summary>
public sealed class RadioClassification : Classification
{
    /// <summary>The answer.</summary>
    public ClassificationAnswer? RadioAnswer { get; set; }
}

/// <summary>A question with any number of answers out of several.</summary>
public sealed class ChecklistClassification : Classification
{
    /// <summary>The answers.</summary>
    public IReadOnlyList<ClassificationAnswer>? ChecklistAnswers { get; set; }
}

/// <summary>A question answered in words.</summary>
public sealed class TextClassification : Classification
{
    /// <summary>The answer.</summary>
    public TextAnswer? TextAnswer { get; set; }
}

/// <summary>A question about a message, with one answer out of several.</summary>
public sealed class ConversationalRadioClassification : Classification
{
    /// <summary>The answer.</summary>
    public ClassificationAnswer? ConversationalRadioAnswer { get; set; }
}

/// <summary>A question about a message, with any number of answers out of several.</summary>
public sealed class ConversationalChecklistClassification : Classification
{
    /// <summary>The answers.</summary>
    public IReadOnlyList<ClassificationAnswer>? ConversationalChecklistAnswers { get; set; }
}

/// <summary>A question about a message, answered in words.</summary>
public sealed class ConversationalTextClassification : Classification
{
    /// <summary>The answer.</summary>
    public TextAnswer? ConversationalTextAnswer { get; set; }
}

/// <summary>A question with an answer of no known kind, or none. What it has is in <see cref="Extensible.Unknown"/>.</summary>
public sealed class UnknownClassification : Classification;

/// <summary>An answer that was chosen.</summary>
public sealed class ClassificationAnswer : Extensible
{
    /// <summary>The id of this answer. Opaque.</summary>
    public string? FeatureId { get; set; }

    /// <summary>The id of the answer in the ontology. Only newer rows have it.</summary>
    public string? FeatureSchemaId { get; set; }

    /// <summary>The answer as the labeler reads it. Never a key: it can change.</summary>
    public string? Name { get; set; }

    /// <summary>The answer's machine-readable name.</summary>
    public string? Value { get; set; }

    /// <summary>
    /// What is asked once this answer is chosen, and so on to any depth. Typed down to 512 levels of JSON; what lies deeper is kept
    /// as <see cref="Extensible.Misfit"/> or in <see cref="Extensible.Unknown"/>.
    /// </summary>
    public IReadOnlyList<Classification>? Classifications { get; set; }

    /// <summary>Of a V1 delivery: what has no place in this shape, in its V1 names.</summary>
    public JsonElement? V1 { get; set; }
}

/// <summary>An answer in words.</summary>
public sealed class TextAnswer : Extensible
{
    /// <summary>The words.</summary>
    public string? Content { get; set; }
}
