namespace WebhookRelay.Contracts;

/// <summary>What a model holds about a data row. Members other than its runs are not known.</summary>
public sealed class Experiment : Extensible
{
    /// <summary>The model's runs, by the run's id.</summary>
    public IReadOnlyDictionary<string, ModelRun>? Runs { get; set; }
}

/// <summary>What a model run holds about a data row. Members other than its labels and predictions are not known.</summary>
public sealed class ModelRun : Extensible
{
    /// <summary>The labels the run was given.</summary>
    public IReadOnlyList<Label>? Labels { get; set; }

    /// <summary>What the run predicted, in the shape of labels.</summary>
    public IReadOnlyList<Label>? Predictions { get; set; }
}
