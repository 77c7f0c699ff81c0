using Governance.Domain.Models.MlFlow;

namespace Governance.Domain.Models.Registries;

/// <summary>An import from a registry. Its ids are of the time when MLflow servers alone were read.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct RegistryImportId(int Number) : IDisplayId<RegistryImportId>
{
    /// <inheritdoc/>
    public static string Prefix => "MLI";

    /// <inheritdoc/>
    public static RegistryImportId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>How far an import is.</summary>
public enum RegistryImportState
{
    /// <summary>To be begun.</summary>
    Queued,

    /// <summary>Under way, or waiting for the next try.</summary>
    Running,

    /// <summary>Read to the end.</summary>
    Done,

    /// <summary>Given up; what was read stays.</summary>
    Failed,

    /// <summary>Stopped by a person; what was read stays.</summary>
    Cancelled,
}

/// <summary>What an import has counted.</summary>
/// <param name="Models">Models read.</param>
/// <param name="NewModels">Of them registered by it.</param>
/// <param name="Versions">Versions read.</param>
/// <param name="NewVersions">Of them registered by it.</param>
/// <param name="Artifacts">Files stored.</param>
/// <param name="Skipped">Models and versions the registry described in a way that cannot be kept.</param>
/// <param name="Changed">Models and versions that are not as they were read before.</param>
/// <param name="Gone">Models and versions that were read before and are not there any more.</param>
public readonly record struct ImportTally(
    int Models = 0,
    int NewModels = 0,
    int Versions = 0,
    int NewVersions = 0,
    int Artifacts = 0,
    int Skipped = 0,
    int Changed = 0,
    int Gone = 0
)
{
    /// <summary>Adds two tallies.</summary>
    public ImportTally Plus(ImportTally more) =>
        new(
            Models + more.Models,
            NewModels + more.NewModels,
            Versions + more.Versions,
            NewVersions + more.NewVersions,
            Artifacts + more.Artifacts,
            Skipped + more.Skipped,
            Changed + more.Changed,
            Gone + more.Gone
        );
}

/// <summary>
/// An import of models from a registry: the queue, and the place it goes on from after a break. What was imported before is recognised, so
/// a
/// page that is read twice changes nothing. A dry run reads the same and registers nothing.
/// </summary>
public sealed class RegistryImport
{
    /// <summary>Longest words about a problem.</summary>
    public const int MaxProblem = 1_000;

    /// <summary>Failed tries in a row before it is given up.</summary>
    public const int MaxTries = 8;

    // Longer than one model usually takes; a process that ended in the middle is followed by another after it.
    private static readonly TimeSpan s_lease = TimeSpan.FromMinutes(15);

    private RegistryImport() { }

    /// <summary>The readable id.</summary>
    public RegistryImportId Id { get; private init; }

    /// <summary>Name of the connection, as configured.</summary>
    public string Connection { get; private init; } = "";

    /// <summary>True when it only says what it would do.</summary>
    public bool IsDryRun { get; private init; }

    /// <summary>The one model asked for, by its id in the registry; null for all.</summary>
    public string? Only { get; private init; }

    /// <summary>How far it is.</summary>
    public RegistryImportState State { get; private set; }

    /// <summary>Page it goes on from; null for the first.</summary>
    public string? PageToken { get; private set; }

    /// <summary>Models of that page that are done.</summary>
    public int PageDone { get; private set; }

    /// <summary>Models read.</summary>
    public int Models { get; private set; }

    /// <summary>Models registered by it.</summary>
    public int NewModels { get; private set; }

    /// <summary>Versions read.</summary>
    public int Versions { get; private set; }

    /// <summary>Versions registered by it.</summary>
    public int NewVersions { get; private set; }

    /// <summary>Files stored.</summary>
    public int Artifacts { get; private set; }

    /// <summary>Models and versions that could not be kept.</summary>
    public int Skipped { get; private set; }

    /// <summary>Models and versions that are not as they were read before.</summary>
    public int Changed { get; private set; }

    /// <summary>Models and versions that are not there any more.</summary>
    public int Gone { get; private set; }

    /// <summary>Failed tries in a row.</summary>
    public int Tries { get; private set; }

    /// <summary>When it is looked at next.</summary>
    public DateTimeOffset NextAt { get; private set; }

    /// <summary>What went wrong last.</summary>
    public string? Problem { get; private set; }

    /// <summary>Someone wants it stopped.</summary>
    public bool IsCancelling { get; private set; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string RequestedBy { get; private init; } = "";

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Grows with each change; two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>True when nothing more happens.</summary>
    public bool IsOver => State is RegistryImportState.Done or RegistryImportState.Failed or RegistryImportState.Cancelled;

    /// <summary>Asks for one.</summary>
    public static RegistryImport Ask(RegistryImportId id, string connection, string? only, bool isDryRun, string by, DateTimeOffset now) =>
        new()
        {
            Id = id,
            Connection = connection,
            IsDryRun = isDryRun,
            Only = only,
            RequestedBy = by,
            RequestedAt = now,
            NextAt = now,
            Revision = 1,
        };

    /// <summary>A process takes it over.</summary>
    public void Begin(DateTimeOffset now)
    {
        State = RegistryImportState.Running;
        NextAt = now + s_lease;
        Revision++;
    }

    /// <summary>Given back by a process that stops: due at once, from where it stands.</summary>
    public void Return(DateTimeOffset now)
    {
        NextAt = now;
        Revision++;
    }

    /// <summary>A model was read.</summary>
    /// <param name="tally">What it held.</param>
    /// <param name="now">The server's clock.</param>
    public void Read(ImportTally tally, DateTimeOffset now)
    {
        Count(tally);
        (PageDone, Tries, Problem) = (PageDone + 1, 0, null);
        NextAt = now + s_lease;
        if (IsCancelling)
        {
            End(RegistryImportState.Cancelled, now);
        }

        Revision++;
    }

    /// <summary>A page is done.</summary>
    /// <param name="next">Cursor of the next; null at the end.</param>
    /// <param name="tally">What else came of it: what could not be kept, and at the end what is gone.</param>
    /// <param name="now">The server's clock.</param>
    public void TurnPage(string? next, ImportTally tally, DateTimeOffset now)
    {
        Count(tally);
        (PageToken, PageDone, Tries, Problem) = (next, 0, 0, null);
        NextAt = now + s_lease;
        if (IsCancelling)
        {
            End(RegistryImportState.Cancelled, now);
        }
        else if (next is null)
        {
            End(RegistryImportState.Done, now);
        }

        Revision++;
    }

    /// <summary>A try failed.</summary>
    /// <param name="tally">What was imported of the model all the same.</param>
    /// <param name="problem">Words for people.</param>
    /// <param name="retryAfter">How long the server wants to be left alone; null when it did not say.</param>
    /// <param name="isFinal">No further try makes sense.</param>
    /// <param name="now">The server's clock.</param>
    public void Miss(ImportTally tally, string problem, TimeSpan? retryAfter, bool isFinal, DateTimeOffset now)
    {
        Count(tally with { Models = 0, Versions = 0, Changed = 0, Gone = 0 });
        Tries = tally.NewVersions + tally.Artifacts > 0 ? 1 : Tries + 1; // as long as it gets on, it is not given up
        Problem = problem.Length > MaxProblem ? problem[..MaxProblem] : problem;
        var wait = RetryDelay.After(Math.Min(Tries, 30));
        NextAt = now + (retryAfter > wait ? retryAfter.Value : wait);
        if (IsCancelling)
        {
            End(RegistryImportState.Cancelled, now);
        }
        else if (isFinal || Tries >= MaxTries)
        {
            End(RegistryImportState.Failed, now);
        }

        Revision++;
    }

    /// <summary>Stops it: at once while nothing runs, else after the page that is being read.</summary>
    public Refusal? Cancel(DateTimeOffset now)
    {
        if (IsOver)
        {
            return MlFlowRefusals.ImportOver(Id);
        }

        IsCancelling = true;
        if (State is RegistryImportState.Queued || Tries > 0 || NextAt <= now)
        {
            End(RegistryImportState.Cancelled, now);
        }

        Revision++;
        return null;
    }

    private void Count(ImportTally more)
    {
        var sum = new ImportTally(Models, NewModels, Versions, NewVersions, Artifacts, Skipped, Changed, Gone).Plus(more);
        (Models, NewModels, Versions, NewVersions) = (sum.Models, sum.NewModels, sum.Versions, sum.NewVersions);
        (Artifacts, Skipped, Changed, Gone) = (sum.Artifacts, sum.Skipped, sum.Changed, sum.Gone);
    }

    private void End(RegistryImportState state, DateTimeOffset now) => (State, EndedAt) = (state, now);
}
