using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>Registers suppliers: what they supply, what is on record about them, and what falls due.</summary>
public sealed class SuppliersFeature : IPortalFeature
{
    /// <summary>Adds the actions, the reads and the words of the log.</summary>
    public void Add(IServiceCollection services)
    {
        services
            .AddSingleton<ListSuppliers>()
            .AddSingleton<SupplierGates>()
            .AddSingleton<RegisterSupplier>()
            .AddSingleton<ChangeSupplier>()
            .AddSingleton<RecordAboutSupplier>()
            .AddSingleton<DecideSupplierRecord>();
        services.AddSingleton<IBundleFactSource, SuppliersOfVersion>();
        services.AddSingleton<IClockSource, SupplierClocks>();
        services.AddSingleton<IQueueSource, QueuedSuppliers>();
        services.AddSingleton<IPaletteSource, FoundSuppliers>();
        services.AddPagePart<PagePlaces.SystemFoot, SystemSuppliers>(p => new() { [nameof(SystemSuppliers.System)] = p.System }, order: 6);
        services.AddActionLabels(
            ("supplier.registered", "Supplier registered"),
            ("supplier.changed", "Supplier changed"),
            ("supplier-record.recorded", "Supplier record added"),
            ("supplier-record.confirmed", "Due diligence confirmed"),
            ("supplier-record.answered", "Supplier request answered"),
            ("supplier-record.withdrawn", "Supplier record withdrawn")
        );
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => SuppliersApi.Map(api);
}
