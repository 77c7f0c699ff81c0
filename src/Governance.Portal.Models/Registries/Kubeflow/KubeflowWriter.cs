using System.Text;
using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Portal.Models.Registries.Kubeflow;

/// <summary>
/// Says in custom properties of a model version what the portal decided: <c>governance_approval</c> (<c>approved</c> or
/// <c>revoked</c>), <c>governance_permit</c>, <c>governance_environment</c> and the digest of the statement. The registry acts on none
/// of them; pipelines and admission policies of the cluster can. Public reference: PATCH /model_versions/{modelversionId} of the
/// OpenAPI document, v1alpha3.
/// </summary>
public sealed class KubeflowWriter(KubeflowCalls calls) : IRegistryWriter
{
    private const string Revoked = "revoked";
    private const string PermitProperty = "governance_permit";
    private const string EnvironmentProperty = "governance_environment";
    private const string StatementProperty = "governance_statement_sha256";

    /// <inheritdoc/>
    public string Kind => KubeflowReader.Name;

    /// <inheritdoc/>
    public async Task WriteAsync(RegistryConnection to, RegistryApproval approval, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(approval);
        var path = $"model_versions/{Uri.EscapeDataString(approval.VersionId)}";
        var version = await calls.GetAsync(to, path, [], ct);
        (string Name, string Value)[] wanted =
        [
            (KubeflowReader.ApprovalProperty, ValueOf(approval.IsApproved)),
            (PermitProperty, approval.PermitId),
            (EnvironmentProperty, approval.Environment ?? ""),
            (StatementProperty, Sha256Hex.Of(Encoding.UTF8.GetBytes(approval.Statement))),
        ];
        var there = KubeflowProperties.Of(version);
        if (!wanted.All(w => there.GetValueOrDefault(w.Name) == w.Value))
        {
            _ = await calls.PatchAsync(
                to,
                path,
                new JsonObject { [KubeflowProperties.Member] = KubeflowProperties.With(version, wanted) },
                ct
            );
        }
    }

    /// <inheritdoc/>
    public bool? IsAsWritten(RegistryConnection to, FoundVersion version, bool isApproved)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version.Tags.GetValueOrDefault(KubeflowReader.ApprovalProperty) == ValueOf(isApproved);
    }

    private static string ValueOf(bool isApproved) => isApproved ? KubeflowReader.Approved : Revoked;
}
