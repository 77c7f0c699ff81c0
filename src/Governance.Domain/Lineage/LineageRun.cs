namespace Governance.Domain.Lineage;

/// <summary>A run as its events together describe it.</summary>
public sealed class LineageRun
{
    /// <summary>The run's UUID.</summary>
    public string Id { get; init; } = "";

    /// <summary>The job it is a run of: of several named ones, that of the earliest event.</summary>
    public int Job { get; private set; }

    /// <summary>Where it stands.</summary>
    public RunState State { get; private set; }

    /// <summary>When that was said.</summary>
    public DateTimeOffset StateAt { get; private set; }

    /// <summary>Time of its earliest event.</summary>
    public DateTimeOffset FirstAt { get; private set; }

    /// <summary>Time of its latest event.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <summary>When it began; null while no START was heard.</summary>
    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Its facets, each as last said.</summary>
    public string Facets { get; private set; } = FacetSet.Empty;

    /// <summary>Two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>Makes one.</summary>
    public static LineageRun Of(string id, int job, DateTimeOffset at) =>
        new()
        {
            Id = id,
            Job = job,
            FirstAt = at,
            LastAt = at,
            StateAt = DateTimeOffset.MinValue,
        };

    /// <summary>An event names it.</summary>
    public void Hear(LineageEvent heard, int job)
    {
        ArgumentNullException.ThrowIfNull(heard);
        Revision++;
        if (heard.At < FirstAt || (heard.At == FirstAt && job < Job))
        {
            Job = job;
        }

        (FirstAt, LastAt) = (heard.At < FirstAt ? heard.At : FirstAt, heard.At > LastAt ? heard.At : LastAt);
        if (heard.State is { } state)
        {
            if (state is RunState.Start && (StartedAt is null || heard.At < StartedAt))
            {
                StartedAt = heard.At;
            }

            if (state.Replaces(heard.At, State, StateAt))
            {
                (State, StateAt) = (state, heard.At);
                EndedAt = state.IsEnd() ? heard.At : null;
            }
        }

        var facets = FacetSet.Parse(Facets);
        if (facets.Hear(heard.RunFacets, heard.At))
        {
            Facets = facets.ToStored();
        }
    }
}
