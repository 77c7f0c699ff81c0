namespace Governance.Reporting.Layout;

/// <summary>The organisation's mark on covers, read from a file of the host and inlined: a document fetches nothing.</summary>
public static class DocumentLogo
{
    /// <summary>Largest file, in bytes. It stands in every document.</summary>
    public const int MaxBytes = 256 * 1024;

    private static readonly byte[] s_png = [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>The picture as a data address.</summary>
    /// <exception cref="ReportDataException">The file is not there, is too large, or is neither PNG nor SVG; says which.</exception>
    public static string Read(string path)
    {
        byte[] bytes;
        try
        {
            var file = new FileInfo(path);
            bytes = file.Length <= MaxBytes ? File.ReadAllBytes(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ReportDataException($"{path} cannot be read.", e);
        }

        var type =
            bytes.Length == 0 ? throw new ReportDataException($"{path} must have at least one and at most {MaxBytes} bytes.")
            : bytes.AsSpan().StartsWith(s_png) ? "image/png"
            // As a picture, it runs no script and loads nothing.
            : bytes.AsSpan().IndexOf("<svg"u8) is >= 0 and < 1024 ? "image/svg+xml"
            : throw new ReportDataException($"{path} must be a PNG or an SVG.");
        return $"data:{type};base64,{Convert.ToBase64String(bytes)}";
    }
}
