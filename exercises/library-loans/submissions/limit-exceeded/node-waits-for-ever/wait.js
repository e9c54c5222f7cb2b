await fetch(`${process.env.BASE_URL}/books`)
setInterval(() => {}, 1000)
