using WebhookRelay.SampleData.Entities;

namespace WebhookRelay.SampleData.Rows;

/// <summary>One annotation of a label. An edit changes the geometry of one annotation and keeps every id.</summary>
internal sealed record Feature(string Id, string SchemaId, Tool Tool, Geometry Geometry)
{
    /// <param name="index">Its index among the label's annotations.</param>
    /// <param name="frame">The frame; each has its own geometry.</param>
    public static Feature Of(Project project, Label label, int index, int frame = 1)
    {
        var tools = Tool.Of(project.Media);
        var tool = index % tools.Count;
        var random = SeededRandom.For(label.Seed ^ (ulong)frame, index, LastChange(label, index + frame - 1));
        return new Feature(IdOf(label, index), SchemaIdOf(project, tool), tools[tool], tools[tool].Draw(random, frame));
    }

    public static string IdOf(Label label, int thing) => SeededRandom.For(label.Seed, thing, 'i').Id();

    /// <summary>The id of a part of the project's ontology.</summary>
    public static string SchemaIdOf(Project project, int part) => SeededRandom.For(project.Seed, part, 's').Id();

    /// <summary>The revision that last changed it: revision 1 changed the first annotation (or frame), revision 2 the second, and so on in turn.</summary>
    private static int LastChange(Label label, int place)
    {
        var count = Math.Max(1, label.Count);
        var first = (place % count) + 1;
        return label.Revision < first ? 0 : label.Revision - ((label.Revision - first) % count);
    }
}
