namespace Governance.Analytics.Io;

/// <summary>How rows are written in a file. Compression is recognised apart from it, by the first two bytes.</summary>
public enum TabularFormat
{
    /// <summary>Newline-delimited JSON when the first character is <c>{</c>, else comma-separated values.</summary>
    Detect,

    /// <summary>Comma-separated values (RFC 4180) with a header, UTF-8.</summary>
    Csv,

    /// <summary>Newline-delimited JSON: one flat object a line, UTF-8.</summary>
    Ndjson,
}
