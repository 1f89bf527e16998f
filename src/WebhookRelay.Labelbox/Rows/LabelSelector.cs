using WebhookRelay.Contracts;

namespace WebhookRelay.Labelbox.Rows;

/// <summary>Selects the label that an event concerns: the only one, or the newest by the time that its topic changes.</summary>
internal struct LabelSelector(LabelboxTopic topic)
{
    private RowLabel _chosen;
    private int _labels;
    private bool _isUnordered;
    private bool _isTied;

    /// <summary>The label; one without id and times if it cannot be determined.</summary>
    public readonly RowLabel Chosen => _labels is 0 || _isUnordered || _isTied ? default : _chosen;

    public void Consider(in RowLabel label)
    {
        if (topic is LabelboxTopic.LabelDeleted && !label.IsDeleted)
        {
            // After a deletion the row contains the remaining labels.
            return;
        }

        _labels++;
        if (_labels is 1)
        {
            _chosen = label;
            return;
        }

        var (moved, newest) = (MovedAt(label), MovedAt(_chosen));
        if (moved is not null && moved == newest && IsContentTelling(label))
        {
            // All labels of a consensus row have the time of the row's last change.
            (moved, newest) = (label.ContentAt, _chosen.ContentAt);
        }

        if (moved is null || newest is null)
        {
            _isUnordered = true;
        }
        else if (moved == newest)
        {
            _isTied = true;
        }
        else if (moved > newest)
        {
            (_chosen, _isTied) = (label, false);
        }
    }

    /// <summary>Whether the newer content decides between two labels changed at the same time. It does not if one of the times is that of its content.</summary>
    private readonly bool IsContentTelling(in RowLabel label) =>
        topic is LabelboxTopic.LabelUpdated or LabelboxTopic.LabelDeleted && label.ContentAt is not null && _chosen.ContentAt is not null && label.UpdatedAt == _chosen.UpdatedAt;

    private readonly DateTimeOffset? MovedAt(in RowLabel label) => topic switch
    {
        LabelboxTopic.LabelCreated => label.CreatedAt,
        LabelboxTopic.LabelUpdated or LabelboxTopic.LabelDeleted => label.ChangedAt,
        LabelboxTopic.ReviewCreated or LabelboxTopic.ReviewUpdated => label.NewestReview.ChangedAt,
        _ => null,
    };
}
