namespace Governance.Analytics.Io;

/// <summary>Cuts bytes into rows. Works on what is there and is called again with more.</summary>
internal interface IRowParser
{
    /// <summary>Line at which the next record starts, counted from 1.</summary>
    long Line { get; }

    /// <summary>Takes all complete records.</summary>
    /// <param name="data">Bytes not yet taken; may be overwritten.</param>
    /// <param name="final">Whether no more bytes will follow.</param>
    /// <returns>How many bytes were taken.</returns>
    int Parse(Memory<byte> data, bool final);
}
