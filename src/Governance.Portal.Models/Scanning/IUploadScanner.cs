namespace Governance.Portal.Models.Scanning;

/// <summary>A program that looks for malicious content.</summary>
public interface IUploadScanner
{
    /// <summary>Shows it the bytes of an upload.</summary>
    /// <param name="content">The bytes, read once.</param>
    /// <param name="sizeBytes">Their number.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="ScannerException">It gave no verdict: it cannot be reached, broke off, or answered something else.</exception>
    Task<ScanAnswer> ScanAsync(Stream content, long sizeBytes, CancellationToken ct);

    /// <summary>True when it answers at all.</summary>
    Task<bool> IsThereAsync(CancellationToken ct);
}

/// <summary>A verdict.</summary>
/// <param name="Tool">The program with its version.</param>
/// <param name="Finding">What it found, in its own words; null when it found nothing.</param>
public sealed record ScanAnswer(string Tool, string? Finding);

/// <summary>There is no verdict.</summary>
public sealed class ScannerException(string message, Exception? inner = null) : Exception(message, inner);
