using System.Net;
using System.Net.Sockets;
using System.Text;
using Governance.Portal.Administration.Notifications;
using Governance.Portal.Administration.Notifications.Delivering;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Notifications;

/// <summary>A mail server that is well greets first: one that only takes connections is none.</summary>
public sealed class MailDoctorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("220 mail.bank.example ESMTP\r\n", DoctorState.Ok, "accepts connections and greets as a mail server.")]
    [InlineData("554 No SMTP service here\r\n", DoctorState.Fail, "answers, and not as a mail server that is ready.")]
    [InlineData("", DoctorState.Fail, "accepts connections and closes them without a word.")]
    [InlineData(null, DoctorState.Fail, "accepts connections but sends no greeting.")]
    public async Task Server_IsJudgedByItsGreeting(string? greeting, DoctorState state, string words)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var greeted = GreetAsync(listener, greeting);
        var doctor = new MailDoctor(
            Options.Create(
                new NotificationsOptions
                {
                    Smtp = new() { Host = "127.0.0.1", Port = port },
                }
            ),
            TimeProvider.System
        );

        var line = Assert.Single(await doctor.LookAsync(Ct).ToListAsync(Ct));

        Assert.Equal(state, line.State);
        Assert.StartsWith($"127.0.0.1:{port} {words}", line.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("No SMTP service here", line.Sentence, StringComparison.Ordinal);
        (await greeted).Dispose();
    }

    private static async Task<Socket> GreetAsync(TcpListener listener, string? greeting)
    {
        var socket = await listener.AcceptSocketAsync(Ct);
        if (greeting is { Length: > 0 })
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(greeting), Ct);
        }

        if (greeting is "")
        {
            socket.Close();
        }

        return socket;
    }
}
