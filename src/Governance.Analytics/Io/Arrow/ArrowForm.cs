namespace Governance.Analytics.Io.Arrow;

/// <summary>How the values of a column lie in an Arrow file.</summary>
internal enum ArrowForm
{
    /// <summary>Not as one value a row, or in a way that is not read here.</summary>
    Unreadable,

    /// <summary>Not at all: every value is missing.</summary>
    Nothing,

    /// <summary>One bit a row.</summary>
    Bits,

    /// <summary>As many bytes for each row.</summary>
    Fixed,

    /// <summary>Whole numbers as wide as the field says, with so many decimals.</summary>
    Decimals,

    /// <summary>Texts one after the other, and where each begins.</summary>
    Texts,

    /// <summary>The same, with eight bytes for where each begins.</summary>
    LongTexts,

    /// <summary>Texts in any order, and for each a view of sixteen bytes.</summary>
    Views,

    /// <summary>Numbers of texts or values that the file has once.</summary>
    Numbered,
}
