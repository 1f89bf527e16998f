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

    /// <summary>The project's tags.</summary>
    public IReadOnlyList<ProjectTag>? ProjectTags { get; set; }
}

/// <summary>A tag of a project.</summary>
public sealed class ProjectTag : Extensible
{
    /// <summary>The tag's id.</summary>
    public string? Id { get; set; }

    /// <summary>The id of the organization it belongs to.</summary>
    public string? OrganizationId { get; set; }

    /// <summary>What it says.</summary>
    public string? Text { get; set; }

    /// <summary>Its colour.</summary>
    public string? Color { get; set; }

    /// <summary>When it was made.</summary>
    public Moment? CreatedAt { get; set; }

    /// <summary>When it was changed last.</summary>
    public Moment? UpdatedAt { get; set; }

    /// <summary>The id of who made it.</summary>
    public string? CreatedById { get; set; }

    /// <summary>Its type; of which kind of JSON is not verified.</summary>
    public JsonElement? Type { get; set; }
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

    /// <summary>The id of the project's ontology.</summary>
    public string? OntologyId { get; set; }

    /// <summary>The id of the task the row is in.</summary>
    public string? TaskId { get; set; }

    /// <summary>The name of the task the row is in.</summary>
    public string? TaskName { get; set; }

    /// <summary>Consensus: the id of the label that counts.</summary>
    public string? SelectedLabelId { get; set; }

    /// <summary><c>IN_REVIEW</c> was seen; <c>TO_LABEL</c>, <c>IN_REWORK</c> and <c>DONE</c> are inferred.</summary>
    public string? WorkflowStatus { get; set; }

    /// <summary>What happened to the row in the workflow, newest first.</summary>
    public IReadOnlyList<WorkflowEntry>? WorkflowHistory { get; set; }
}

/// <summary>One step of a row through a project's workflow.</summary>
public sealed class WorkflowEntry : Extensible
{
    /// <summary>What was done; <c>Move</c>, <c>Approve</c> and <c>Reject</c> were seen.</summary>
    public string? Action { get; set; }

    /// <summary>When, with three or six digits of a second.</summary>
    public Moment? CreatedAt { get; set; }

    /// <summary>Who did it: an e-mail address.</summary>
    public string? CreatedBy { get; set; }

    /// <summary>The id of the task the row came to.</summary>
    public string? NextTaskId { get; set; }

    /// <summary>The name of the task the row came to; only sometimes there.</summary>
    public string? NextTaskName { get; set; }

    /// <summary>The id of the task the row came from.</summary>
    public string? PreviousTaskId { get; set; }

    /// <summary>The name of the task the row came from.</summary>
    public string? PreviousTaskName { get; set; }
}
