namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>Which rules of axe a page is judged by.</summary>
public enum AxeRules
{
    /// <summary>All those whose findings can be serious.</summary>
    All,

    /// <summary>Those about colours: the same page in the other theme differs in nothing else.</summary>
    Colours,

    /// <summary>All but those about colours.</summary>
    Structure,
}
