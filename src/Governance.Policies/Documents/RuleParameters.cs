namespace Governance.Policies;

/// <summary>The parameters of a rule, by name. Only names and types of the rule's type can be in here.</summary>
public sealed class RuleParameters
{
    private readonly IReadOnlyDictionary<string, object> _values;

    internal RuleParameters(IReadOnlyDictionary<string, object> values) => _values = values;

    /// <summary>Names given in the file, sorted.</summary>
    public IReadOnlyList<string> Names => [.. _values.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether the file gives this parameter.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>A list of words; empty when absent.</summary>
    public IReadOnlyList<string> List(string name) => _values.TryGetValue(name, out var value) ? (IReadOnlyList<string>)value : [];

    /// <summary>A word; null when absent.</summary>
    public string? Text(string name) => _values.TryGetValue(name, out var value) ? (string)value : null;

    /// <summary>A whole number; null when absent.</summary>
    public int? Integer(string name) => _values.TryGetValue(name, out var value) ? (int)value : null;

    /// <summary>A finite number; null when absent.</summary>
    public double? Number(string name) => _values.TryGetValue(name, out var value) ? (double)value : null;

    /// <summary>A yes or no; false when absent.</summary>
    public bool Flag(string name) => _values.TryGetValue(name, out var value) && (bool)value;

    /// <summary>Entries about tools; empty when absent.</summary>
    public IReadOnlyList<AgentToolEntry> Tools(string name) =>
        _values.TryGetValue(name, out var value) ? (IReadOnlyList<AgentToolEntry>)value : [];
}
