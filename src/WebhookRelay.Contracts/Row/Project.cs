using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>What one project holds about a data row.</summary>
public sealed class Project : Extensible
{
    /// <summary>The project's name. Never a key: it can change.</summary>
    public string? Name { get; set; }

    /// <summary>The labels. May be missing, not just empty, where the row has none (seen in third-party code only).</summary>
    public IReadOnlyList<Label>? Labels { get; set; }

    /// <summary>The row's batch and its way through the workflow.</summary>
    public ProjectDetails? ProjectDetails { get; set; }

    /// <summary>The project's tags; only empty lists were seen, so the shape of an item is not known.</summary>
    public IReadOnlyList<JsonElement>? ProjectTags { get; set; }
}

/// <summary>A row's batch and its way through a project's workflow: <c>project_details</c>.</summary>
public sealed class ProjectDetails : Extensible
{
    /// <summary>The id of the batch that brought the row into the project.</summary>
    public string? BatchId { get; set; }

    /// <summary>The batch's name.</summary>
    public string? BatchName { get; set; }

    /// <summary>The row's priority in its batch; how it orders rows is not verified.</summary>
    public int? Priority { get; set; }

    /// <summary>How many labels a consensus asks for.</summary>
    public int? ConsensusExpectedLabelCount { get; set; }

    /// <summary><c>IN_REVIEW</c> was seen; <c>TO_LABEL</c>, <c>IN_REWORK</c> and <c>DONE</c> are inferred.</summary>
    public string? WorkflowStatus { get; set; }

    /// <summary>What happened to the row in the workflow, newest first (seen in third-party code only).</summary>
    public IReadOnlyList<WorkflowEntry>? WorkflowHistory { get; set; }
}

/// <summary>One step of a row through a project's workflow.</summary>
public sealed class WorkflowEntry : Extensible
{
    /// <summary>What was done (seen in third-party code only; which words there are is not verified).</summary>
    public string? Action { get; set; }

    /// <summary>When, with six digits of a second (seen in third-party code only).</summary>
    public Moment? CreatedAt { get; set; }

    /// <summary>Who did it: an e-mail address (not verified).</summary>
    public string? CreatedBy { get; set; }

    /// <summary>The id of the task the row came to (not verified).</summary>
    public string? NextTaskId { get; set; }

    /// <summary>The name of the task the row came to; only sometimes there (seen in third-party code only).</summary>
    public string? NextTaskName { get; set; }

    /// <summary>The id of the task the row came from (not verified).</summary>
    public string? PreviousTaskId { get; set; }

    /// <summary>The name of the task the row came from (not verified).</summary>
    public string? PreviousTaskName { get; set; }
}
