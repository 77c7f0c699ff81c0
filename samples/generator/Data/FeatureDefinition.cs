namespace Governance.Samples.Data;

internal sealed record FeatureDefinition(string Name, FeatureKind Kind, int Decimals = 0, bool LogScale = false)
{
    public bool IsNumeric => Kind != FeatureKind.Category;
}
