using Microsoft.AspNetCore.Http.Metadata;

namespace Governance.Portal.Kernel.Api.OpenApi;

/// <summary>
/// Says of an endpoint that it answers the bytes of a file under the type that it was sent with. Produces takes no type but a certain one.
/// </summary>
public sealed class AnyFile : IProducesResponseTypeMetadata
{
    public static readonly AnyFile Instance = new();

    /// <inheritdoc/>
    public Type? Type => null;

    /// <inheritdoc/>
    public int StatusCode => StatusCodes.Status200OK;

    /// <inheritdoc/>
    public IEnumerable<string> ContentTypes => ["*/*"];
}
