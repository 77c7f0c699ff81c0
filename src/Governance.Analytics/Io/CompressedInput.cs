using Governance.Transparency.Export;

namespace Governance.Analytics.Io;

/// <summary>Opens what may be gzip, told by its first bytes.</summary>
public static class CompressedInput
{
    /// <summary>The plain bytes of a stream.</summary>
    /// <param name="input">What to read; stays open.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>A stream that throws <see cref="InvalidDataException"/> when gzip data is damaged or ends too early.</returns>
    public static async Task<Stream> OpenAsync(Stream input, CancellationToken cancellationToken)
    {
        var magic = new byte[2];
        var read = await input.ReadAtLeastAsync(magic, 2, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var whole = new PrefixedStream(magic.AsMemory(0, read), input);
        return read == 2 && magic is [0x1f, 0x8b] ? new GzipInput(whole) : whole;
    }
}
