namespace Governance.Portal.Kernel.Outbound;

/// <summary>An answer that is read as it arrives. Closing it ends the connection when not all of it was read.</summary>
public sealed class StreamedAnswer : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;

    internal StreamedAnswer(HttpResponseMessage response, Stream body) => (_response, Body) = (response, body);

    /// <summary>HTTP status.</summary>
    public int Status => (int)_response.StatusCode;

    /// <summary>2xx.</summary>
    public bool IsSuccess => _response.IsSuccessStatusCode;

    /// <summary>The body. It fails with an <see cref="IOException"/> when the connection breaks before its end.</summary>
    public Stream Body { get; }

    /// <summary>Length of the body as the host states it; null when it does not.</summary>
    public long? Length => _response.Content.Headers.ContentLength;

    /// <summary>When the host says that what it sends was last changed; null when it does not.</summary>
    public DateTimeOffset? LastModified => _response.Content.Headers.LastModified;

    /// <summary>How long the host asked to be left alone; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>A header of the answer; null when it has none of this name.</summary>
    public string? Header(string name) =>
        _response.Headers.TryGetValues(name, out var values) || _response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Body.DisposeAsync();
        _response.Dispose();
    }
}
