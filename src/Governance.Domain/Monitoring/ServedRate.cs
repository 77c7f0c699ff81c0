using Governance.Domain.Audit;

namespace Governance.Domain.Monitoring;

/// <summary>
/// How many decisions a model serves a day, as a person declares it: the measure of how much of it is logged, where neither a counter nor a
/// monitoring window says. Earlier declarations stand in the log.
/// </summary>
public sealed class ServedRate : IAudited
{
    /// <summary>Highest rate, in decisions a day.</summary>
    public const long MaxPerDay = 1_000_000_000_000;

    private ServedRate() { }

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>Decisions a day; null once the declaration is taken back.</summary>
    public long? PerDay { get; private set; }

    /// <summary>When it was declared, or taken back. It counts for periods that end later.</summary>
    public DateTimeOffset DeclaredAt { get; private set; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string DeclaredBy { get; private set; } = "";

    /// <summary>Their printed name at the time.</summary>
    public string DeclaredByName { get; private set; } = "";

    /// <summary>Grows with each change.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Model;

    /// <summary>A model of which nothing is declared yet.</summary>
    public static ServedRate For(string model) => new() { Model = model };

    /// <summary>Declares a rate, or takes it back.</summary>
    /// <param name="perDay">1 to 10^12 decisions a day; null takes it back.</param>
    /// <param name="by">Who, as the log writes an actor, with their printed name.</param>
    /// <param name="now">The server's clock.</param>
    public Refusal? Declare(long? perDay, (string Actor, string PrintedName) by, DateTimeOffset now)
    {
        if (perDay is < 1 or > MaxPerDay)
        {
            return MonitoringRefusals.RateNotValid;
        }

        (PerDay, DeclaredAt, DeclaredBy, DeclaredByName) = (perDay, now, by.Actor, by.PrintedName);
        Revision++;
        return null;
    }
}
