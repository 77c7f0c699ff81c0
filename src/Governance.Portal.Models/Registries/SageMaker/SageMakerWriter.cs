using System.Text.Json.Nodes;

namespace Governance.Portal.Models.Registries.SageMaker;

/// <summary>
/// Sets the approval status of a model package, on which pipelines of SageMaker deploy. A permit that ended makes it <c>Rejected</c>: as
/// pending it would wait for a decision that was made. Public reference: operation UpdateModelPackage.
/// </summary>
public sealed class SageMakerWriter(SageMakerCalls calls) : IRegistryWriter
{
    private const string Rejected = "Rejected";
    private const int MaxDescription = 1_024;

    /// <inheritdoc/>
    public string Kind => SageMakerReader.Name;

    /// <inheritdoc/>
    public async Task WriteAsync(RegistryConnection to, RegistryApproval approval, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(approval);
        var (status, words) = (StatusOf(approval.IsApproved), approval.Statement);
        var package = await calls.CallAsync(to, "DescribeModelPackage", new JsonObject { ["ModelPackageName"] = approval.VersionId }, ct);
        // What is there already is not written again: each write is an event that starts pipelines.
        if (package.NeedText("ModelApprovalStatus", 60) == status && package.Text("ApprovalDescription", MaxDescription) == words)
        {
            return;
        }

        _ = await calls.CallAsync(
            to,
            "UpdateModelPackage",
            new JsonObject
            {
                ["ModelPackageArn"] = approval.VersionId,
                ["ModelApprovalStatus"] = status,
                ["ApprovalDescription"] = words,
            },
            ct
        );
    }

    /// <inheritdoc/>
    public bool? IsAsWritten(RegistryConnection to, FoundVersion version, bool isApproved)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version.Stage == StatusOf(isApproved);
    }

    private static string StatusOf(bool isApproved) => isApproved ? SageMakerReader.Approved : Rejected;
}
