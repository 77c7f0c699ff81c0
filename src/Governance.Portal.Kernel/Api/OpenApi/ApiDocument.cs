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

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
