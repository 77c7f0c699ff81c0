using Governance.Domain;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data.Audit.Records;

/// <summary>Why a decision may believe what it reads of a table.</summary>
public enum Belief
{
    /// <summary>In the decision its rows are compared with what the log states of them.</summary>
    Anchored,

    /// <summary>It is worked out again, in the decision, of what is anchored.</summary>
    Recomputed,

    /// <summary>It is read, and nothing that it says makes the answer more permissive.</summary>
    Idle,
}

/// <summary>A table that a decision reads.</summary>
/// <param name="Type">What its rows are.</param>
/// <param name="Belief">Why it is believed.</param>
/// <param name="How">What compares it or works it out, or why nothing follows from it; null where the declaration itself compares
/// it.</param>
public sealed record TableRead(Type Type, Belief Belief, string? How);

/// <summary>
/// All tables that a decision reads, each with the reason why it is believed. A decision asks its declaration to compare the rows, so a row
/// that is declared is one that is compared; a test runs each decision and fails where it reads a table that is not declared.
/// </summary>
/// <param name="name">What is decided, for people: <c>deployment gate</c>.</param>
public abstract class DecisionReads(string name)
{
    /// <summary>What is decided.</summary>
    public string Name { get; } = name;

    /// <summary>The tables.</summary>
    public IReadOnlyList<TableRead> Tables => Declared;

    /// <summary>The same, while they are declared.</summary>
    protected List<TableRead> Declared { get; } = [];

    /// <summary>Tables of a model that the declaration names, with those that hold parts of their rows.</summary>
    /// <param name="db">A context.</param>
    /// <returns>Their names, each with why it is believed.</returns>
    public IReadOnlyDictionary<string, Belief> TablesOf(GovernanceDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        var tables = RecordTables.Of(db);
        var named = new Dictionary<string, Belief>(StringComparer.Ordinal);
        foreach (var read in Declared)
        {
            var type = db.Model.FindEntityType(read.Type) ?? throw new InvalidOperationException($"{read.Type.Name} is no table.");
            // What is compared somewhere in the decision is compared, whatever else reads it.
            if (!named.TryGetValue(type.GetTableName()!, out var known) || known is Belief.Idle)
            {
                named[type.GetTableName()!] = read.Belief;
            }

            if (tables.Find(type) is { } sealedTable)
            {
                foreach (var part in tables.PartsOf(sealedTable))
                {
                    named.TryAdd(part.Table.Name, read.Belief);
                }
            }
        }

        return named;
    }
}

/// <summary>The same of a decision about something.</summary>
/// <typeparam name="T">What is decided about: whatever names the rows.</typeparam>
/// <param name="name">What is decided, for people.</param>
public sealed class DecisionReads<T>(string name) : DecisionReads(name)
{
    private readonly List<Func<T, RecordsAsked?>> _rows = [];

    /// <summary>These rows are compared.</summary>
    /// <typeparam name="TRow">What they are.</typeparam>
    /// <param name="rows">Which, of what is decided about; null where there is none to ask for.</param>
    public DecisionReads<T> Anchored<TRow>(Func<T, RecordsAsked?> rows)
        where TRow : class
    {
        Declared.Add(new TableRead(typeof(TRow), Belief.Anchored, null));
        _rows.Add(rows);
        return this;
    }

    /// <summary>All rows of a table are compared, and those that someone took away: for tables of a few rows.</summary>
    public DecisionReads<T> Whole<TRow>()
        where TRow : class => Anchored<TRow>(_ => RecordsAsked.All<TRow>());

    /// <summary>The rows are compared where they are read, because only there it is known which they are.</summary>
    /// <typeparam name="TRow">What they are.</typeparam>
    /// <param name="where">What compares them.</param>
    public DecisionReads<T> AnchoredIn<TRow>(string where) => Add<TRow>(Belief.Anchored, where);

    /// <summary>What the rows say is worked out again.</summary>
    /// <typeparam name="TRow">What they are.</typeparam>
    /// <param name="from">Of what.</param>
    public DecisionReads<T> Recomputed<TRow>(string from) => Add<TRow>(Belief.Recomputed, from);

    /// <summary>Nothing that the rows say makes the answer more permissive.</summary>
    /// <typeparam name="TRow">What they are.</typeparam>
    /// <param name="why">Why not.</param>
    public DecisionReads<T> Idle<TRow>(string why) => Add<TRow>(Belief.Idle, why);

    /// <summary>What another decision reads, which is asked in this one and compares its rows itself.</summary>
    /// <param name="other">The other decision.</param>
    public DecisionReads<T> With(DecisionReads other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Declared.AddRange(other.Tables.Select(t => t with { How = t.How ?? other.Name }));
        return this;
    }

    /// <summary>Compares the declared rows with the log, in one round trip.</summary>
    /// <param name="db">The database; in the decision's transaction, if there is one.</param>
    /// <param name="about">What is decided about.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null when all are what the log states; else the refusal that names the first that is not.</returns>
    public Task<Refusal?> VerifyAsync(GovernanceDbContext db, T about, CancellationToken ct) =>
        RecordIntegrity.VerifyAsync(db, Rows(about), ct);

    /// <summary>The same, where there is no way to answer with a refusal.</summary>
    /// <exception cref="RecordAlteredException">A row is not what the log states.</exception>
    public Task EnsureAsync(GovernanceDbContext db, T about, CancellationToken ct) => RecordIntegrity.EnsureAsync(db, Rows(about), ct);

    private List<RecordsAsked> Rows(T about) => [.. _rows.Select(rows => rows(about)).OfType<RecordsAsked>()];

    private DecisionReads<T> Add<TRow>(Belief belief, string how)
    {
        ArgumentException.ThrowIfNullOrEmpty(how);
        Declared.Add(new TableRead(typeof(TRow), belief, how));
        return this;
    }
}
