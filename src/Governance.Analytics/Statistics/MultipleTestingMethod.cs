namespace Governance.Analytics.Statistics;

/// <summary>How p-values of many columns are corrected.</summary>
public enum MultipleTestingMethod
{
    /// <summary>Benjamini and Hochberg: bounds the share of false discoveries.</summary>
    BenjaminiHochberg,

    /// <summary>Bonferroni: bounds the chance of any false discovery.</summary>
    Bonferroni,
}
