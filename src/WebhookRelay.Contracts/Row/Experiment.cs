namespace WebhookRelay.Contracts;

/// <summary>A model's data for a data row. Members other than <c>runs</c> are unknown.</summary>
public sealed class Experiment : Extensible
{
    /// <summary>The model's runs, by run id.</summary>
    public IReadOnlyDictionary<string, ModelRun>? Runs { get; set; }
}

/// <summary>A model run's data for a data row. Members other than <c>labels</c> and <c>predictions</c> are unknown.</summary>
public sealed class ModelRun : Extensible
{
    /// <summary>The labels given to the model run.</summary>
    public IReadOnlyList<Label>? Labels { get; set; }

    /// <summary>The model run's predictions, in the format of labels.</summary>
    public IReadOnlyList<Label>? Predictions { get; set; }
}
