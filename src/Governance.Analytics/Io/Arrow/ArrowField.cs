namespace Governance.Analytics.Io.Arrow;

/// <summary>A column of an Arrow file, or what its numbers stand for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How its values are delivered.</param>
/// <param name="Type">What Arrow calls its type.</param>
/// <param name="Form">How they lie in the file.</param>
internal sealed record ArrowField(string Name, ColumnarKind Kind, string Type, ArrowForm Form)
{
    /// <summary>How its values are changed to be read.</summary>
    public string? Note { get; init; }

    /// <summary>Bytes of one value, where all have as many; of a number.</summary>
    public int Width { get; init; }

    /// <summary>Decimals.</summary>
    public int Scale { get; init; }

    /// <summary>Whether its numbers may be negative.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Its own entry in each batch, and those of what is nested in it.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>Parts of the body of each batch, with those of what is nested in it.</summary>
    public int Buffers { get; init; }

    /// <summary>How many of them and of what is nested in it may have any number of further parts.</summary>
    public int Views { get; init; }

    /// <summary>What its numbers stand for, and by which number the file knows it.</summary>
    public ArrowField? Values { get; init; }

    /// <summary>The number of its values.</summary>
    public long Dictionary { get; init; }

    public ColumnarColumn Column => new(Name, Kind, Type, Note);

    /// <summary>Whether values of the other lie as those of this one.</summary>
    public bool LiesAs(ArrowField other) =>
        (Kind, Form, Width, Scale, Buffers) == (other.Kind, other.Form, other.Width, other.Scale, other.Buffers);
}
