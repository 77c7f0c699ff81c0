namespace Governance.Analytics.Io;

/// <summary>What is wrong with a file of rows.</summary>
public enum TabularErrorKind
{
    /// <summary>The file has no header and no row.</summary>
    EmptyFile,

    /// <summary>Two columns have the same name.</summary>
    DuplicateColumn,

    /// <summary>A column of the header has no name.</summary>
    UnnamedColumn,

    /// <summary>A row has more or fewer fields than the header.</summary>
    RaggedRow,

    /// <summary>A quoted field is never closed.</summary>
    UnterminatedQuote,

    /// <summary>Text follows the closing quotation mark of a field, or a line ends in a lone carriage return.</summary>
    MalformedRow,

    /// <summary>The bytes are not UTF-8, or contain a zero byte.</summary>
    InvalidEncoding,

    /// <summary>A line is not one flat JSON object.</summary>
    InvalidJson,

    /// <summary>The gzip data ends too early or is damaged.</summary>
    DamagedCompression,

    /// <summary>A file of columns (Parquet, Arrow) is damaged.</summary>
    DamagedFile,

    /// <summary>A file of columns is encrypted.</summary>
    EncryptedFile,

    /// <summary>The file is of a kind that is not read here.</summary>
    UnreadableFile,

    /// <summary>A column holds lists, structures, bytes or another form that is not read.</summary>
    UnreadableColumn,

    /// <summary>Numbers are written so that they can be read in two ways.</summary>
    UnclearNumber,

    /// <summary>A column that was named is not in the file.</summary>
    MissingColumn,

    /// <summary>A line is longer than <see cref="TabularLimits.MaxLineBytes"/>.</summary>
    LineTooLong,

    /// <summary>There are more columns than <see cref="TabularLimits.MaxColumns"/>.</summary>
    TooManyColumns,

    /// <summary>There are more rows than <see cref="TabularLimits.MaxRows"/>.</summary>
    TooManyRows,

    /// <summary>The file is longer than <see cref="TabularLimits.MaxInputBytes"/> after decompression.</summary>
    TooManyBytes,

    /// <summary>The typed columns would need more memory than <see cref="TabularLimits.MaxTableBytes"/>.</summary>
    TooMuchMemory,

    /// <summary>A column of text has more distinct values than <see cref="TabularLimits.MaxCategories"/>.</summary>
    TooManyCategories,
}
