using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.LabelboxTwin.World;

/// <summary>A project with the ids of its rows and labels.</summary>
internal sealed class ProjectState(Project project)
{
    public Project Project { get; } = project;

    public List<string> Rows { get; } = [];

    public IdPool Labels { get; } = new();

    /// <summary>The rows without a label, oldest first.</summary>
    public Queue<string> Unlabelled { get; } = new();
}
