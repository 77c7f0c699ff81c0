using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity.SingleSignOn;

/// <summary>Whether the OpenID provider can be reached and the secret read.</summary>
internal sealed class SingleSignOnDoctor(IOptions<SingleSignOnOptions> options, Reachability reach) : IDoctorCheck
{
    private const string Subject = "single sign-on";

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        if (!options.Value.IsEnabled)
        {
            yield return DoctorLine.Ok(Subject, "Not configured.");
            yield break;
        }

        var address = options.Value.Discovery;
        yield return await reach.TryAsync(Subject, address.IdnHost, address.Port, ct);
        if (options.Value.ClientSecretFile.Length > 0 && !File.Exists(options.Value.ClientSecretFile))
        {
            yield return DoctorLine.Fail(Subject, "SingleSignOn__ClientSecretFile names a file that is missing.");
        }
    }
}
