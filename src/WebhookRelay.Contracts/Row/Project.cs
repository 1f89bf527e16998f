using System.Text.Json;

namespace WebhookRelay.Contracts;

/// <summary>A project's data for a data row.</summary>
public sealed class Project : Extensible
{
    /// <summary>The project's name. It can change: do not use it as a key.</summary>
    public string? Name { get; set; }

    /// <summary>The labels. May be absent, not just empty, if the data row has none (seen in third-party code only).</summary>
    public IReadOnlyList<Label>? Labels { get; set; }

    /// <summary>The data row's batch and workflow state.</summary>
    public ProjectDetails? ProjectDetails { get; set; }

    /// <summary>The project's tags.</summary>
    public IReadOnlyList<ProjectTag>? ProjectTags { get; set; }
}

/// <summary>A tag of a project.</summary>
public sealed class ProjectTag : Extensible
{
    /// <summary>The tag's id.</summary>
    public string? Id { get; set; }

    /// <summary>The id of the tag's organization.</summary>
    public string? OrganizationId { get; set; }

    /// <summary>The tag's text.</summary>
    public string? Text { get; set; }

    /// <summary>The tag's color.</summary>
    public string? Color { get; set; }

    /// <summary>When the tag was created.</summary>
    public Moment? CreatedAt { get; set; }

    /// <summary>When the tag was last updated.</summary>
    public Moment? UpdatedAt { get; set; }

    /// <summary>The creator's id.</summary>
    public string? CreatedById { get; set; }

    /// <summary>The tag's type. Its JSON type is not verified.</summary>
    public JsonElement? Type { get; set; }
}

/// <summary>A data row's batch and workflow state in a project: <c>project_details</c>.</summary>
public sealed class ProjectDetails : Extensible
{
    /// <summary>The id of the batch that added the data row to the project.</summary>
    public string? BatchId { get; set; }

    /// <summary>The batch's name.</summary>
    public string? BatchName { get; set; }

    /// <summary>The data row's priority in its batch. How it orders rows is not verified.</summary>
    public int? Priority { get; set; }

    /// <summary>The number of labels that consensus requires.</summary>
    public int? ConsensusExpectedLabelCount { get; set; }

    /// <summary>The id of the project's ontology.</summary>
    public string? OntologyId { get; set; }

    /// <summary>The id of the data row's current task.</summary>
    public string? TaskId { get; set; }

    /// <summary>The name of the data row's current task.</summary>
    public string? TaskName { get; set; }

    /// <summary>The id of the selected label, for consensus.</summary>
    public string? SelectedLabelId { get; set; }

    /// <summary>The workflow status: <c>IN_REVIEW</c> was seen; <c>TO_LABEL</c>, <c>IN_REWORK</c> and <c>DONE</c> are inferred.</summary>
    public string? WorkflowStatus { get; set; }

    /// <summary>The data row's workflow history, newest first.</summary>
    public IReadOnlyList<WorkflowEntry>? WorkflowHistory { get; set; }
}

/// <summary>A step in a data row's workflow history.</summary>
public sealed class WorkflowEntry : Extensible
{
    /// <summary>The action: <c>Move</c>, <c>Approve</c> and <c>Reject</c> were seen.</summary>
    public string? Action { get; set; }

    /// <summary>When the action was taken, with three or six fractional digits.</summary>
    public Moment? CreatedAt { get; set; }

    /// <summary>The e-mail address of the user who took the action.</summary>
    public string? CreatedBy { get; set; }

    /// <summary>The id of the task that the data row moved to.</summary>
    public string? NextTaskId { get; set; }

    /// <summary>The name of the task that the data row moved to. Not always present.</summary>
    public string? NextTaskName { get; set; }

    /// <summary>The id of the task that the data row moved from.</summary>
    public string? PreviousTaskId { get; set; }

    /// <summary>The name of the task that the data row moved from.</summary>
    public string? PreviousTaskName { get; set; }
}
