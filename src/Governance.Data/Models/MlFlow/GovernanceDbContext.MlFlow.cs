using Governance.Domain.Models;
using Governance.Domain.Models.MlFlow;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>What MLflow clients and servers say of models.</content>
public abstract partial class GovernanceDbContext
{
    /// <summary>Aliases of versions.</summary>
    public DbSet<ModelAlias> ModelAliases => Set<ModelAlias>();

    /// <summary>Models as MLflow knows them.</summary>
    public DbSet<MlFlowModel> MlFlowModels => Set<MlFlowModel>();

    /// <summary>Versions as MLflow knows them.</summary>
    public DbSet<MlFlowVersion> MlFlowVersions => Set<MlFlowVersion>();

    /// <summary>Tags of both.</summary>
    public DbSet<MlFlowTag> MlFlowTags => Set<MlFlowTag>();

    /// <summary>Calls of MLflow servers that were taken.</summary>
    public DbSet<MlFlowDelivery> MlFlowDeliveries => Set<MlFlowDelivery>();
}
