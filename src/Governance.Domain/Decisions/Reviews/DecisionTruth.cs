namespace Governance.Domain.Decisions.Reviews;

/// <summary>
/// What was true in the end: the label that arrived for a decision after it was made. Read from the file of labels, whose digest the log
/// holds; erased with the content of the decision.
/// </summary>
public sealed class DecisionTruth
{
    /// <summary>Place of the decision.</summary>
    public long Decision { get; init; }

    /// <summary>Source of the decision.</summary>
    public int Source { get; init; }

    /// <summary>When the decision was made.</summary>
    public DateTimeOffset DecisionTime { get; init; }

    /// <summary>The label, as a number is written: <c>1</c>.</summary>
    public string Label { get; private set; } = "";

    /// <summary>Number of the file it came with.</summary>
    public long Labels { get; private set; }

    /// <summary>When it arrived.</summary>
    public DateTimeOffset ArrivedAt { get; private set; }

    /// <summary>Takes a label in; one of an earlier file changes nothing.</summary>
    public void Learn(string label, long labels, DateTimeOffset at)
    {
        if (labels >= Labels)
        {
            (Label, Labels, ArrivedAt) = (label, labels, at);
        }
    }
}

/// <summary>
/// Work that waits: a batch of decisions through which the rules go, or a file of labels that is read. Done in pieces; a piece and the new
/// place are one transaction.
/// </summary>
public sealed class ReviewTask
{
    /// <summary>Row number.</summary>
    public long Id { get; private set; }

    /// <summary>The batch; null for labels.</summary>
    public DecisionBatchId? Batch { get; init; }

    /// <summary>Model and version of the labels; null for a batch.</summary>
    public string? Version { get; init; }

    /// <summary>Digest of the file of labels; null for a batch.</summary>
    public string? Labels { get; init; }

    /// <summary>Where to go on: place in the batch, or row of the file.</summary>
    public int Position { get; private set; }

    /// <summary>When it is due: later while a node works on it.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Two nodes collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>A node takes it in hand.</summary>
    public void Claim(DateTimeOffset until)
    {
        DueAt = until;
        Revision++;
    }

    /// <summary>A piece is done.</summary>
    public void MoveOn(int position)
    {
        Position = position;
        Revision++;
    }
}

/// <summary>How many decisions of a model came in on a day, and what the rules made of them.</summary>
public sealed class ReviewTally
{
    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>Beginning of the day they came in, UTC.</summary>
    public DateTimeOffset Day { get; init; }

    /// <summary>Decisions that the rules went through.</summary>
    public long Decisions { get; private set; }

    /// <summary>Decisions that a rule sent to a person.</summary>
    public long Sent { get; private set; }

    /// <summary>Decisions that matched while too many reviews waited already: no person looks at them.</summary>
    public long PassedOver { get; private set; }

    /// <summary>Counts on.</summary>
    public void Add(long decisions, long sent, long passedOver)
    {
        Decisions += decisions;
        Sent += sent;
        PassedOver += passedOver;
    }
}
