namespace Governance.Samples.Data;

internal sealed class FeatureSet(IReadOnlyList<FeatureDefinition> features)
{
    private readonly Dictionary<string, int> _indexes = features
        .Select((f, i) => (f.Name, i))
        .ToDictionary(p => p.Name, p => p.i, StringComparer.Ordinal);

    public IReadOnlyList<FeatureDefinition> Features { get; } = features;

    public int IndexOf(string name) =>
        _indexes.TryGetValue(name, out var index) ? index : throw new KeyNotFoundException($"There is no feature '{name}'.");
}
