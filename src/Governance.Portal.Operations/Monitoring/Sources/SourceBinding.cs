using Governance.Domain;
using Governance.Domain.Models;
using Governance.Domain.Systems;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>
/// For whom a connection is, and which of what it reaches. Who has a role for the whole organisation sets any source; who has one for some
/// systems only those that a binding gives to the model or its system. A connection without a binding gives them none: its account
/// usually reads rows of every system.
/// </summary>
public sealed class SourceBinding
{
    /// <summary>AI systems by id; their models may use it.</summary>
    public string[] Systems { get; set; } = [];

    /// <summary>Models by name.</summary>
    public string[] Models { get; set; } = [];

    /// <summary>
    /// Tables by their whole name, schemas as <c>schema.*</c>, or of files beginnings of names that end with <c>/</c>. Empty: all that the
    /// connection reaches.
    /// </summary>
    public string[] Tables { get; set; } = [];

    /// <summary>Whether one of the bindings gives a table, or files, to a model or to a system that it belongs to.</summary>
    public static bool Allows(
        IEnumerable<SourceBinding> bindings,
        string model,
        IReadOnlyCollection<string> systems,
        string table,
        bool inFiles
    )
    {
        ArgumentNullException.ThrowIfNull(bindings);
        ArgumentNullException.ThrowIfNull(systems);
        ArgumentNullException.ThrowIfNull(table);
        return bindings.Any(b =>
            (b.Models.Contains(model, StringComparer.Ordinal) || b.Systems.Intersect(systems, StringComparer.Ordinal).Any())
            && (b.Tables.Length == 0 || Array.Exists(b.Tables, t => Reaches(t, table, inFiles)))
        );
    }

    /// <summary>What is wrong with it as configured; null when nothing is.</summary>
    internal string? Problem(bool? inFiles) =>
        Systems.Length + Models.Length == 0 ? "names neither Systems nor Models, so it is for no one."
        : Array.Find(Systems, s => !DisplayId.TryParse<SystemId>(s, out _)) is { } system
            ? $"names the system {system}; name systems by their ID, such as SYS-0001."
        : Array.Find(Models, m => !ModelName.IsModel(m)) is { } model ? $"names the model {model}, which is no name of a model."
        : inFiles is true && Array.Exists(Tables, t => !t.EndsWith('/'))
            ? "names the beginning of files without a / at its end, so that other folders begin with it too."
        : inFiles is false
        && Array.Exists(Tables, t => t.Length == 0 || t is "*" or ".*" || t.TrimEnd('*').Contains('*', StringComparison.Ordinal))
            ? "names a table that is none. Name it whole, or a schema such as scoring.*"
        : null;

    private static bool Reaches(string bound, string table, bool inFiles) =>
        inFiles ? table.StartsWith(bound, StringComparison.Ordinal)
        : bound.EndsWith(".*", StringComparison.Ordinal) ? table.StartsWith(bound[..^1], StringComparison.Ordinal)
        : table == bound;
}
