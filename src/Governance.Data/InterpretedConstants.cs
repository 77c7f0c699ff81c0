using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace Governance.Data;

/// <summary>
/// What EF Core looks up once while it compiles a query, such as a property of the model or how a column is read, is looked up by an
/// expression of its own. EF Core 10 compiles each of these to machine code, some thirty for an entity, to run it once: most of the time
/// that the first use of a query takes. Here they are interpreted. The query itself is compiled as before.
/// </summary>
#pragma warning disable EF9100 // There is no public way to say it; a test counts what is compiled, so that a release that changes this is noticed.
public sealed class InterpretedConstants(
    ShapedQueryCompilingExpressionVisitorDependencies dependencies,
    RelationalShapedQueryCompilingExpressionVisitorDependencies relationalDependencies,
    RelationalCommandBuilderDependencies commandBuilderDependencies
) : RelationalLiftableConstantProcessor(dependencies, relationalDependencies, commandBuilderDependencies)
{
    private readonly MaterializerLiftableConstantContext _context = new(dependencies);
    private readonly RelationalMaterializerLiftableConstantContext _relational = new(
        dependencies,
        relationalDependencies,
        commandBuilderDependencies
    );

    /// <inheritdoc/>
    protected override ConstantExpression InlineConstant(LiftableConstantExpression liftableConstant)
    {
        ArgumentNullException.ThrowIfNull(liftableConstant);
        return liftableConstant.ResolverExpression switch
        {
            Expression<Func<RelationalMaterializerLiftableConstantContext, object>> relational => Constant(relational, _relational),
            Expression<Func<MaterializerLiftableConstantContext, object>> resolver => Constant(resolver, _context),
            _ => base.InlineConstant(liftableConstant),
        };

        ConstantExpression Constant<TContext>(Expression<Func<TContext, object>> look, TContext from) =>
            Expression.Constant(look.Compile(preferInterpretation: true)(from), liftableConstant.Type);
    }
}
