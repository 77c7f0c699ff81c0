using System.Net;
using Governance.Domain;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Hosting;

/// <summary>Plain HTTP works on loopback addresses only, unless a proxy in front ends TLS.</summary>
internal sealed class TransportGuard(RequestDelegate next, IOptions<SecurityOptions> security)
{
    private static readonly Refusal s_plain = new(
        "transport.plain-http",
        $"The portal is not served over plain HTTP on this address. Use https, or set Security__BehindTlsProxy if a proxy terminates TLS.",
        RefusalKind.Malformed
    );

    public Task InvokeAsync(HttpContext context)
    {
        var local = context.Connection.LocalIpAddress;
        return context.Request.IsHttps || security.Value.BehindTlsProxy || local is null || IPAddress.IsLoopback(local)
            ? next(context)
            : s_plain.ToProblem().ExecuteAsync(context);
    }
}
