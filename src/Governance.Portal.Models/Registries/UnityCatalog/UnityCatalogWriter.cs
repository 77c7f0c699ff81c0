using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Portal.Models.Registries.UnityCatalog;

/// <summary>
/// Marks the version approved last with an alias of the catalog, and takes the alias away when that approval ended. An alias that points to
/// another version by then is left alone.
/// </summary>
public sealed class UnityCatalogWriter(DatabricksCalls workspace, UnityCatalogReader reader) : IRegistryWriter
{
    private const string UsualAlias = "approved";

    /// <inheritdoc/>
    public string Kind => UnityCatalogReader.KindName;

    /// <inheritdoc/>
    public bool MarksSeveral => false;

    /// <inheritdoc/>
    public async Task WriteAsync(RegistryConnection to, RegistryApproval approval, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(approval);
        var alias = AliasOf(to);
        var now = (await reader.AliasesAsync(to, approval.ModelId, ct))
            .Where(a => string.Equals(a.Alias, alias, StringComparison.OrdinalIgnoreCase))
            .Select(a => a.Number)
            .FirstOrDefault();
        var address = UnityCatalogReader.AliasAddress(approval.ModelId, alias);
        if (approval.IsApproved && now != approval.Number)
        {
            var number = int.Parse(approval.Number, System.Globalization.CultureInfo.InvariantCulture);
            var body = JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["version_num"] = number });
            await workspace.JsonAsync(to, HttpMethod.Put, address, [], body, ct);
        }
        else if (!approval.IsApproved && now == approval.Number)
        {
            await workspace.JsonAsync(to, HttpMethod.Delete, address, [], body: null, ct);
        }
    }

    /// <inheritdoc/>
    public bool? IsAsWritten(RegistryConnection to, FoundVersion version, bool isApproved)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(version);
        return version.Aliases.Contains(AliasOf(to), StringComparer.OrdinalIgnoreCase) == isApproved;
    }

    private static string AliasOf(RegistryConnection to) => to.Setting(UnityCatalogReader.ApprovedAlias) ?? UsualAlias;
}
