using System.Buffers;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>Counts the records of CSV as it passes: line breaks within quotes end none.</summary>
internal struct CsvLines
{
    private static readonly SearchValues<byte> s_signs = SearchValues.Create("\"\n"u8);

    private bool _isQuoted;

    /// <summary>Records that have ended.</summary>
    public long Count { get; private set; }

    /// <summary>Looks at the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        for (int at; (at = bytes.IndexOfAny(s_signs)) >= 0; bytes = bytes[(at + 1)..])
        {
            if (bytes[at] == (byte)'"')
            {
                _isQuoted = !_isQuoted;
            }
            else if (!_isQuoted)
            {
                Count++;
            }
        }
    }
}
