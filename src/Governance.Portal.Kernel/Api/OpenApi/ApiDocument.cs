using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Governance.Portal.Kernel.Api.OpenApi;

/// <summary>
/// The description of the API as an object. It changes with the program alone, and making it takes longer than most pages: it is made once.
/// </summary>
public sealed class ApiDocument([FromKeyedServices(PortalOpenApi.Document)] IOpenApiDocumentProvider provider) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private OpenApiDocument? _document;
    private byte[]? _json;

    /// <summary>Reads it; no one changes what they are given.</summary>
    /// <param name="ct">Cancels the waiting, and the making for this caller: the next one makes it then.</param>
    public async Task<OpenApiDocument> ReadAsync(CancellationToken ct)
    {
        if (_document is { } made)
        {
            return made;
        }

        await _turn.WaitAsync(ct);
        try
        {
            return _document ??= await provider.GetOpenApiDocumentAsync(ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The same as JSON in UTF-8: what the address of the description answers.</summary>
    /// <param name="ct">As for reading it.</param>
    public async Task<ReadOnlyMemory<byte>> ReadJsonAsync(CancellationToken ct)
    {
        if (_json is null)
        {
            using var written = new MemoryStream();
            await (await ReadAsync(ct)).SerializeAsJsonAsync(written, OpenApiSpecVersion.OpenApi3_1, ct);
            _json = written.ToArray();
        }

        return _json;
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
