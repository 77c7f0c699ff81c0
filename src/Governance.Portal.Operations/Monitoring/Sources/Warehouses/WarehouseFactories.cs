using System.Text;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>Connections of kind <c>databricks</c>.</summary>
internal sealed class DatabricksFactory(WarehouseParts parts) : ISqlSourceFactory
{
    public string Kind => "databricks";

    public string? Doubt(SourceOptions options) =>
        SourceSecret.Doubt(options) ?? (options.Warehouse.Length == 0 ? "__Warehouse is missing: the ID of the SQL warehouse." : null);

    public ISqlSource Open(SourceOptions options) =>
        new DatabricksSource(
            parts,
            options,
            options.User.Length == 0 ? new BearerSecret(options) : Principal(parts.Outbound, options, parts.Clock)
        );

    // OAuth for machines: the service principal's id and secret for a token of an hour.
    private static IssuedToken Principal(OutboundClient outbound, SourceOptions options, TimeProvider clock) =>
        new(
            outbound,
            options.Name,
            clock,
            async ct =>
            {
                var secret = await SourceSecret.ReadAsync(options, ct);
                var proof = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{secret}"));
                return new TokenRequest(
                    new Uri(new Uri(options.Address), "/oidc/v1/token"),
                    [new("grant_type", "client_credentials"), new("scope", "all-apis")],
                    new Dictionary<string, string>(StringComparer.Ordinal)
                    {
                        ["Accept"] = "application/json",
                        ["Authorization"] = $"Basic {proof}",
                    },
                    [secret, proof]
                );
            }
        );
}

/// <summary>Connections of kind <c>snowflake</c>.</summary>
internal sealed class SnowflakeFactory(WarehouseParts parts) : ISqlSourceFactory
{
    public string Kind => "snowflake";

    public string? Doubt(SourceOptions options) =>
        SourceSecret.Doubt(options)
        ?? (
            options.Warehouse.Length == 0 ? "__Warehouse is missing: the warehouse that runs the statements."
            : options.User.Length == 0 ? "__User is missing: the user whose key or token the secret is."
            : null
        );

    public ISqlSource Open(SourceOptions options) => new SnowflakeSource(parts, options, new SnowflakeKeyPair(options, parts.Clock));
}

/// <summary>Connections of kind <c>bigquery</c>.</summary>
internal sealed class BigQueryFactory(WarehouseParts parts) : ISqlSourceFactory
{
    public string Kind => "bigquery";

    public string? Doubt(SourceOptions options) =>
        SourceSecret.Doubt(options)
        ?? (options.Database.Length == 0 ? "__Database is missing: the project in which statements are run and billed." : null)
        ?? (options.MostBytes < 0 ? "__MostBytes is negative." : null);

    public ISqlSource Open(SourceOptions options) =>
        new BigQuerySource(parts, options, BigQueryAccount.Open(parts.Outbound, options, parts.Clock));
}

/// <summary>Registers the services.</summary>
internal static class WarehouseFactories
{
    /// <summary>Adds Databricks, Snowflake and BigQuery to the kinds of connections.</summary>
    public static IServiceCollection AddWarehouses(this IServiceCollection services)
    {
        services.AddSingleton<WarehouseParts>();
        services.AddSingleton<ISqlSourceFactory, DatabricksFactory>();
        services.AddSingleton<ISqlSourceFactory, SnowflakeFactory>();
        services.AddSingleton<ISqlSourceFactory, BigQueryFactory>();
        return services;
    }
}
