namespace Governance.Cli.Conversion;

/// <summary>Reads the reports of one tool.</summary>
internal interface IForeignTool
{
    /// <summary>How it is named after <c>--from</c>.</summary>
    string Name { get; }

    /// <summary>The first version whose reports are known.</summary>
    Version First { get; }

    /// <summary>The first version that is not known any more.</summary>
    Version Before { get; }

    /// <summary>Reads a report.</summary>
    /// <exception cref="ConversionException">It is not what it should be: the place and the reason.</exception>
    Conversion Read(ForeignFile file, ConversionHints hints);
}
