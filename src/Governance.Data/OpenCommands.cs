using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Governance.Data;

/// <summary>
/// The context's own connection, in its transaction if there is one, for statements that are written out: those that every action waits
/// for, where what EF Core does around a statement takes longer than the database does with it.
/// </summary>
internal sealed class OpenCommands : IAsyncDisposable
{
    private readonly GovernanceDbContext _db;

    private OpenCommands(GovernanceDbContext db) => _db = db;

    /// <summary>Opens the connection, unless it is open.</summary>
    public static async Task<OpenCommands> OfAsync(GovernanceDbContext db, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        return new OpenCommands(db);
    }

    /// <summary>Makes a command.</summary>
    /// <param name="sql">
    /// Its text, where that is known already: made of constants and the model's names, every value is a parameter.
    /// </param>
    public DbCommand Command(string? sql = null)
    {
        var command = _db.Database.GetDbConnection().CreateCommand();
        command.Transaction = _db.Database.CurrentTransaction?.GetDbTransaction();
        if (sql is not null)
        {
            command.Say(sql);
        }

        return command;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _db.Database.CloseConnectionAsync();
}

/// <summary>Gives such a command its text and its values.</summary>
internal static class OpenCommandExtensions
{
    /// <summary>Sets the text.</summary>
    public static void Say(this DbCommand command, string sql)
    {
#pragma warning disable CA2100 // Made of constants and the model's names; every value is a parameter.
        command.CommandText = sql;
#pragma warning restore CA2100
    }

    /// <summary>Adds a value, and gives the name it has in the text.</summary>
    public static string Add(this DbCommand command, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = command.NextName();
        parameter.Value = value;
        command.Parameters.Add(parameter);
        return parameter.ParameterName;
    }

    /// <summary>The name of the value that is added next.</summary>
    public static string NextName(this DbCommand command) => string.Create(CultureInfo.InvariantCulture, $"@p{command.Parameters.Count}");
}
