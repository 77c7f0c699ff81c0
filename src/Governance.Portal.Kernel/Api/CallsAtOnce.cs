using System.Globalization;
using Governance.Domain;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Api;

/// <summary>
/// Bounds how many calls of the API a node works on at once, and how many of one caller. What comes beyond that would be answered when its
/// caller has given up, and would keep those waiting that can still be answered. Uploads take as long as their line does, and have bounds
/// of their own.
/// </summary>
public sealed class CallsAtOnce(IOptions<LimitsOptions> limits)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _callers = new(StringComparer.Ordinal);
    private int _present;

    /// <summary>The refusal of what comes beyond the bound.</summary>
    public static Refusal Busy { get; } =
        new(
            "service.busy",
            $"This node is working on as many calls as it can answer in time. This one was not begun. Try again after the time in "
                + $"Retry-After.",
            RefusalKind.Unavailable
        )
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    /// <summary>Calls that are worked on now.</summary>
    public int Present
    {
        get
        {
            lock (_gate)
            {
                return _present;
            }
        }
    }

    /// <summary>Lets a call of the API go on, or answers 503 with the time to wait.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        if (!ApiAddresses.Hold(context.Request.Path) || context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>() is not null)
        {
            await next(context);
            return;
        }

        // Whose key it is has not been looked up yet, and need not be known: what is sent as one counts as one.
        var caller = context.Request.Headers.Authorization is [{ Length: > 0 } key]
            ? SecretText.Hash(key)
            : FailureCounter.AddressOf(context.Connection.RemoteIpAddress);
        if (!Enter(caller))
        {
            context.Response.Headers.RetryAfter = Busy.RetryAfter!.Value.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            await Busy.ToProblem().ExecuteAsync(context);
            return;
        }

        try
        {
            await next(context);
        }
        finally
        {
            Leave(caller);
        }
    }

    private bool Enter(string caller)
    {
        lock (_gate)
        {
            var own = _callers.GetValueOrDefault(caller);
            if (_present >= limits.Value.CallsAtOnce || own >= limits.Value.CallsAtOnce / 2)
            {
                return false;
            }

            _callers[caller] = own + 1;
            _present++;
            return true;
        }
    }

    private void Leave(string caller)
    {
        lock (_gate)
        {
            _present--;
            if (_callers[caller] is 1)
            {
                _callers.Remove(caller);
            }
            else
            {
                _callers[caller]--;
            }
        }
    }
}
